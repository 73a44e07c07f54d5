using System.Buffers;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Redacts a form or query string: values by name, and as what they hold.</summary>
internal sealed class FormPass(RedactionScope scope, IBufferWriter<byte> output) : TokenPass(scope, output), IRedactionPlace
{
    private const int LongestName = 4_096;
    private const int MostNames = 32;
    private const int LongestShown = 256;

    private readonly PathCursor _path = new(scope.Rules.Paths, MostNames);
    private readonly byte[] _name = new byte[LongestShown];
    private int _nameLength;
    private byte[] _shown = [];
    private string _shownText = "";
    private RedactionRule? _rule;
    private bool _isInValue;
    private LongContent? _long;
    private RemovedValue? _removed;
    private long _tokenOffset;
    private RedactionScope? _inside;

    // How much of what is being read was written; what is between this and where it is read on stays as it is.
    private int _copied;

    // Asked only where something was removed; the same text again for the same name, as the findings know it by.
    public string Path
    {
        get
        {
            var name = _name.AsSpan(0, _nameLength);
            if (!name.SequenceEqual(_shown))
                (_shown, _shownText) = (name.ToArray(), System.Text.Encoding.UTF8.GetString(name));
            return _shownText;
        }
    }

    public long Offset => _tokenOffset;

    protected override int Read(ReadOnlySpan<byte> text, bool isFinal)
    {
        var at = 0;
        _copied = 0;
        while (at < text.Length)
        {
            var next = _isInValue ? ReadValue(text, at, isFinal) : ReadName(text, at, isFinal);
            if (next == at)
                break;
            at = next;
            if (!_isInValue)
                _tokenOffset = BufferOffset + at;
        }

        CopyTo(text, at);
        return at;
    }

    private void CopyTo(ReadOnlySpan<byte> text, int index)
    {
        Output.Write(text[_copied..index]);
        _copied = index;
    }

    protected override void End()
    {
        _long?.Complete();
        _removed?.End(Output);
    }

    // As the others: returns where to read on; where it began, when what is there is not all of it.
    private int ReadName(ReadOnlySpan<byte> all, int at, bool isFinal)
    {
        var text = all[at..];
        var end = text.IndexOfAny((byte)'=', (byte)'&');
        if (end < 0 && !isFinal && text.Length <= LongestName)
            return at;
        if (end < 0 || end > LongestName)
        {
            GoOnAs(new TextPass(Scope, Output));
            return at;
        }

        if (text[end] == '&')
        {
            // A name without a value may be anything.
            Emit(all, at, end);
            return at + end + 1;
        }

        SetName(text[..end]);
        _isInValue = true;
        return at + end + 1;
    }

    private int ReadValue(ReadOnlySpan<byte> text, int at, bool isFinal)
    {
        var end = text[at..].IndexOf((byte)'&');
        var length = end >= 0 ? end : text.Length - at;
        if (end < 0 && !isFinal && _long is null && _removed is null && length <= LongestToken)
            return at;
        var isOver = end >= 0 || isFinal;
        if (_long is null && _removed is null && isOver && length <= LongestToken)
        {
            RedactWhole(text, at, length);
        }
        else
        {
            CopyTo(text, at);
            RedactPiece(text.Slice(at, length));
            _copied = at + length;
        }

        at += length;
        if (!isOver)
            return at;
        _long?.Complete();
        _removed?.End(Output);
        (_long, _removed, _isInValue) = (null, null, false);
        return end >= 0 ? at + 1 : at;
    }

    private void RedactWhole(ReadOnlySpan<byte> text, int at, int length)
    {
        var value = text.Slice(at, length);
        if (_rule is null || value.IsEmpty || Placeholder.Is(value))
        {
            Emit(text, at, length);
            return;
        }

        CopyTo(text, at);
        Scope.Note(_rule, this);
        Scope.RemoveWritten(PercentCodec.Instance, value, Output);
        _copied = at + length;
    }

    private void RedactPiece(ReadOnlySpan<byte> value)
    {
        if (_rule is not null)
        {
            if (_removed is null)
            {
                Scope.Note(_rule, this);
                _removed = Scope.Remove();
            }

            _removed.Value.Add(value);
            return;
        }

        _long ??= new LongContent(_inside ??= Scope.Inside(this), PercentCodec.Instance, Output);
        _long.Write(value);
    }

    private void Emit(ReadOnlySpan<byte> text, int at, int length)
    {
        var written = text.Slice(at, length);
        if (length < TextScan.Shortest
            || (PercentCodec.Instance.IsPlain(written) ? WholeContent.HoldsNothing(Scope, text, at, length) : WholeContent.HoldsNothing(Scope, PercentCodec.Instance, written)))
        {
            return;
        }

        var redacted = Scope.Rent();
        if (WholeContent.TryRedactWritten(_inside ??= Scope.Inside(this), PercentCodec.Instance, written, redacted))
        {
            CopyTo(text, at);
            Output.Write(redacted.Written);
            _copied = at + length;
        }

        Scope.Return(redacted);
    }

    // user[password] is a path of two names.
    private void SetName(ReadOnlySpan<byte> written)
    {
        if (PercentCodec.Instance.IsPlain(written))
        {
            SetPlainName(written);
            return;
        }

        var plain = Scope.Rent();
        PercentCodec.Instance.Decode(written, isFinal: true, plain);
        SetPlainName(plain.Written);
        Scope.Return(plain);
    }

    private void SetPlainName(ReadOnlySpan<byte> name)
    {
        _nameLength = Math.Min(name.Length, LongestShown);
        name[.._nameLength].CopyTo(_name);
        _rule = RuleOf(name);
    }

    private RedactionRule? RuleOf(ReadOnlySpan<byte> name)
    {
        while (_path.Depth > 0)
            _path.Pop();
        if (!name.ContainsAny("[]"u8))
            return name.IsEmpty ? null : Scope.Rules.Names.Match(name) ?? _path.Peek(name);
        RedactionRule? found = null;
        foreach (var range in name.SplitAny("[]"u8))
        {
            var part = name[range];
            if (part.IsEmpty)
                continue;
            found = Scope.Rules.Names.Match(part) ?? _path.Peek(part) ?? found;
            if (_path.Depth < MostNames)
                _path.Push(part);
        }

        return found;
    }
}
