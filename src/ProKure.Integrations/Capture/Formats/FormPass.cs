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
        while (at < text.Length)
        {
            var length = _isInValue ? ReadValue(text[at..], isFinal) : ReadName(text[at..], isFinal);
            if (length == 0)
                break;
            at += length;
            if (!_isInValue)
                _tokenOffset = BufferOffset + at;
        }

        return at;
    }

    protected override void End()
    {
        _long?.Complete();
        _removed?.End(Output);
    }

    private int ReadName(ReadOnlySpan<byte> text, bool isFinal)
    {
        var end = text.IndexOfAny((byte)'=', (byte)'&');
        if (end < 0 && !isFinal && text.Length <= LongestName)
            return 0;
        if (end < 0 || end > LongestName)
        {
            GoOnAs(new TextPass(Scope, Output));
            return 0;
        }

        if (text[end] == '&')
        {
            // A name without a value may be anything.
            Emit(text[..end]);
            Output.Write("&"u8);
            return end + 1;
        }

        SetName(text[..end]);
        Output.Write(text[..(end + 1)]);
        _isInValue = true;
        return end + 1;
    }

    private int ReadValue(ReadOnlySpan<byte> text, bool isFinal)
    {
        var end = text.IndexOf((byte)'&');
        if (end < 0 && !isFinal && _long is null && _removed is null && text.Length <= LongestToken)
            return 0;
        var isOver = end >= 0 || isFinal;
        var value = end >= 0 ? text[..end] : text;
        if (_long is null && _removed is null && isOver && value.Length <= LongestToken)
            RedactWhole(value);
        else
            RedactPiece(value);
        if (!isOver)
            return value.Length;
        _long?.Complete();
        _removed?.End(Output);
        (_long, _removed, _isInValue) = (null, null, false);
        if (end >= 0)
            Output.Write("&"u8);
        return value.Length + (end >= 0 ? 1 : 0);
    }

    private void RedactWhole(ReadOnlySpan<byte> value)
    {
        if (_rule is null || value.IsEmpty || Placeholder.Is(value))
        {
            Emit(value);
            return;
        }

        Scope.Note(_rule, this);
        var removed = Scope.Remove();
        var plain = Scope.Rent();
        PercentCodec.Instance.Decode(value, isFinal: true, plain);
        removed.Add(plain.Written);
        Scope.Return(plain);
        removed.End(Output);
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

    private void Emit(ReadOnlySpan<byte> written)
    {
        if (WholeContent.HoldsNothing(Scope, PercentCodec.Instance, written) || !WholeContent.TryRedactWritten(_inside ??= Scope.Inside(this), PercentCodec.Instance, written, Output))
            Output.Write(written);
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
