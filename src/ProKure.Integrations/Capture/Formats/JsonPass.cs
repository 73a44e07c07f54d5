using System.Buffers;
using ProKure.Integrations.Capture.Patterns;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>
/// Redacts JSON. What is not changed is copied byte for byte. Where the text stops being JSON, the rest is read as text; several JSON texts after each other
/// are read one by one.
/// </summary>
internal sealed class JsonPass : TokenPass, IRedactionPlace
{
    /// <summary>Deeper texts are not read as JSON.</summary>
    public const int MaxDepth = 128;

    private const int LongestScalar = 1_024;
    private const int LongestName = 4_096;

    private readonly PathCursor _path;
    private Frame[] _frames = new Frame[8];
    private byte[] _name = new byte[64];
    private int _nameLength;
    private RedactionRule? _rule;
    private Expect _expect = Expect.Value;
    private int _depth;
    private int _values;
    private int _searched;
    private long _tokenOffset;
    private JsonSkipper? _skipped;
    private RemovedValue _removed;
    private LongContent? _long;
    private RedactionScope? _inside;

    public JsonPass(RedactionScope scope, IBufferWriter<byte> output)
        : base(scope, output) => _path = new PathCursor(scope.Rules.Paths, MaxDepth);

    private enum Expect
    {
        Value,
        ItemOrEnd,
        NameOrEnd,
        Name,
        CommaOrEnd,
        Nothing,
    }

    /// <summary>True when all that was read is one JSON text.</summary>
    public bool IsJson { get; private set; }

    /// <summary>True as long as what was read is the beginning of one JSON text, or all of it.</summary>
    public bool IsJsonSoFar => !HasFailed && _values <= 1;

    public string Path => _path.PathTo(_name.AsSpan(0, _nameLength));

    public long Offset => _tokenOffset;

    private RedactionScope Inside => _inside ??= Scope.Inside(this);

    protected override void End()
    {
        IsJson = !HasFailed && _expect == Expect.Nothing && _values == 1 && _long is null && _skipped is null;
        if (_skipped is not null)
            EndRemoved();
        _long?.Complete();
    }

    protected override int Read(ReadOnlySpan<byte> text, bool isFinal)
    {
        var (at, copied) = (0, 0);
        while (true)
        {
            if (_skipped is not null || _long is not null)
            {
                if (!ReadOn(text, ref at, isFinal))
                    return at;
                copied = at;
            }

            while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
                at++;
            if (at == text.Length)
                break;
            var start = at;
            var step = ReadToken(text, ref at, ref copied, isFinal);
            if (step == Step.Done)
                continue;
            if (step == Step.Wait)
            {
                at = start;
                break;
            }

            Output.Write(text[copied..start]);
            return start + Fail(text[start..]);
        }

        Output.Write(text[copied..at]);
        return at;
    }

    private enum Step
    {
        Done,
        Wait,
        Wrong,
    }

    private Step ReadToken(ReadOnlySpan<byte> text, ref int at, ref int copied, bool isFinal)
    {
        var sign = text[at];
        switch (_expect)
        {
            case Expect.Nothing:
                BeginValueAtRoot();
                return ReadToken(text, ref at, ref copied, isFinal);
            case Expect.CommaOrEnd when sign == ',':
                _expect = _frames[_depth].IsObject ? Expect.Name : Expect.Value;
                _rule = null;
                if (!_frames[_depth].IsObject)
                    _nameLength = 0;
                at++;
                return Step.Done;
            case Expect.NameOrEnd or Expect.CommaOrEnd when sign == '}' && _frames[_depth].IsObject:
            case Expect.ItemOrEnd or Expect.CommaOrEnd when sign == ']' && !_frames[_depth].IsObject:
                at++;
                Close();
                return Step.Done;
            case Expect.Name or Expect.NameOrEnd when sign == '"':
                return ReadName(text, ref at, isFinal);
            case Expect.Value or Expect.ItemOrEnd:
                return ReadValue(text, ref at, ref copied, isFinal);
            default:
                return Step.Wrong;
        }
    }

    // A name and its colon are one token, so that a broken text keeps them together.
    private Step ReadName(ReadOnlySpan<byte> text, ref int at, bool isFinal)
    {
        var start = at;
        var end = start + 1 + _searched;
        var found = JsonText.FindEnd(text, ref end);
        if (found == JsonText.StringEnd.NotYet)
        {
            _searched = end - start - 1;
            return isFinal || end - start > LongestToken ? Step.Wrong : Step.Wait;
        }

        if (found == JsonText.StringEnd.Wrong || end - start > LongestToken)
            return Step.Wrong;
        var colon = end + 1;
        while (colon < text.Length && text[colon] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            colon++;
        _searched = end - start - 1;
        if (colon - start > LongestToken + LongestScalar)
            return Step.Wrong;
        if (colon == text.Length)
            return isFinal ? Step.Wrong : Step.Wait;
        if (text[colon] != ':')
            return Step.Wrong;
        _searched = 0;
        at = colon + 1;
        SetName(text[(start + 1)..end]);
        _expect = Expect.Value;
        return Step.Done;
    }

    private void SetName(ReadOnlySpan<byte> written)
    {
        if (JsonStringCodec.Instance.IsPlain(written))
        {
            Keep(written);
        }
        else
        {
            var scratch = Scope.Rent();
            JsonStringCodec.Instance.Decode(written, isFinal: true, scratch);
            Keep(scratch.Written);
            Scope.Return(scratch);
        }

        var name = _name.AsSpan(0, _nameLength);
        _rule = Scope.Rules.Names.Match(name) ?? _path.Peek(name);
        if (_rule is null && _frames[_depth].LabelRule is { } rule && Labels.IsValue(name))
            _rule = rule;
    }

    private void Keep(ReadOnlySpan<byte> name)
    {
        name = name[..Math.Min(name.Length, LongestName)];
        if (_name.Length < name.Length)
            _name = new byte[LongestName];
        name.CopyTo(_name);
        _nameLength = name.Length;
    }

    private Step ReadValue(ReadOnlySpan<byte> text, ref int at, ref int copied, bool isFinal)
    {
        switch (text[at])
        {
            case (byte)'"':
                return ReadString(text, ref at, ref copied, isFinal);
            case (byte)'{' or (byte)'[' when _rule is not null:
                Remove(text, ref at, ref copied);
                return Step.Done;
            case (byte)'{' or (byte)'[' when _depth == MaxDepth:
                return Step.Wrong;
            case (byte)'{' or (byte)'[':
                Open(text[at] == '{');
                at++;
                return Step.Done;
            default:
                return ReadScalar(text, ref at, ref copied, isFinal);
        }
    }

    private Step ReadString(ReadOnlySpan<byte> text, ref int at, ref int copied, bool isFinal)
    {
        var start = at;
        var end = start + 1 + _searched;
        var found = JsonText.FindEnd(text, ref end);
        if (end - start > LongestToken)
        {
            _searched = 0;
            if (_rule is not null)
                Remove(text, ref at, ref copied);
            else
                BeginLong(text, ref at, ref copied);
            return Step.Done;
        }

        if (found != JsonText.StringEnd.Found)
        {
            _searched = end - start - 1;
            return isFinal || found == JsonText.StringEnd.Wrong ? Step.Wrong : Step.Wait;
        }

        _searched = 0;
        at = end + 1;
        var written = text[(start + 1)..end];
        _tokenOffset = BufferOffset + start;
        if (_rule is not null)
            RedactString(text, written, start, at, ref copied);
        else
            SearchString(text, written, start, ref copied);
        EndValue();
        return Step.Done;
    }

    private void RedactString(ReadOnlySpan<byte> text, ReadOnlySpan<byte> written, int start, int end, ref int copied)
    {
        if (written.IsEmpty || Placeholder.Is(written))
            return;
        Output.Write(text[copied..(start + 1)]);
        copied = end - 1;
        Scope.Note(_rule!, this);
        var removed = Scope.Remove();
        if (Scope.Rules.Tags is not null)
        {
            var plain = Scope.Rent();
            JsonStringCodec.Instance.Decode(written, isFinal: true, plain);
            removed.Add(plain.Written);
            Scope.Return(plain);
        }

        removed.End(Output);
    }

    private void SearchString(ReadOnlySpan<byte> text, ReadOnlySpan<byte> written, int start, ref int copied)
    {
        if (_nameLength > 0 && Labels.IsLabel(_name.AsSpan(0, _nameLength)) && _frames[_depth].IsObject)
            _frames[_depth].LabelRule = Scope.Rules.Names.Match(written);
        if (written.Length < TextScan.Shortest || WholeContent.HoldsNothing(Scope, JsonStringCodec.Instance, written))
            return;
        var redacted = Scope.Rent();
        if (WholeContent.TryRedactWritten(Inside, JsonStringCodec.Instance, written, redacted))
        {
            Output.Write(text[copied..(start + 1)]);
            Output.Write(redacted.Written);
            copied = start + 1 + written.Length;
        }

        Scope.Return(redacted);
    }

    private Step ReadScalar(ReadOnlySpan<byte> text, ref int at, ref int copied, bool isFinal)
    {
        var length = JsonText.ScalarLength(text[at..]);
        if (length > LongestScalar)
            return Step.Wrong;
        var next = at + length;
        while (next < text.Length && text[next] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            next++;
        if (next == text.Length && !isFinal && next - at <= LongestToken)
            return Step.Wait;
        var scalar = text.Slice(at, length);
        var isLiteral = JsonText.IsLiteral(scalar);
        if ((!isLiteral && !JsonText.IsNumber(scalar)) || !MayFollow(text, next, next - at))
            return Step.Wrong;
        _tokenOffset = BufferOffset + at;
        var rule = isLiteral ? null : _rule ?? (length >= NumberRecognisers.ShortestCard && NumberRecognisers.TryCard(scalar, 0, out var card) && card.End == length ? NumberRecognisers.Card : null);
        if (rule is not null)
        {
            Output.Write(text[copied..at]);
            copied = at + length;
            Scope.Note(rule, this);
            Output.Write("\""u8);
            var removed = Scope.Remove();
            removed.Add(scalar);
            removed.End(Output);
            Output.Write("\""u8);
        }

        at += length;
        EndValue();
        return Step.Done;
    }

    // 4111 1111 1111 1111 is no number, and is not taken apart.
    private bool MayFollow(ReadOnlySpan<byte> text, int next, int length) =>
        length <= LongestToken && (next == text.Length || (_depth > 0 && text[next] is (byte)',' or (byte)']' or (byte)'}'));

    private void Remove(ReadOnlySpan<byte> text, ref int at, ref int copied)
    {
        _tokenOffset = BufferOffset + at;
        Output.Write(text[copied..at]);
        copied = at;
        Scope.Note(_rule!, this);
        Output.Write("\""u8);
        _removed = Scope.Remove();
        _skipped = default(JsonSkipper);
    }

    private void BeginLong(ReadOnlySpan<byte> text, ref int at, ref int copied)
    {
        _tokenOffset = BufferOffset + at;
        at++;
        Output.Write(text[copied..at]);
        copied = at;
        _long = new LongContent(Inside, JsonStringCodec.Instance, Output);
    }

    // Reads on in a value that is removed, or in a long string. False when it is not over.
    private bool ReadOn(ReadOnlySpan<byte> text, ref int at, bool isFinal)
    {
        if (_skipped is { } skipper)
        {
            var (length, ended) = skipper.Read(text[at..]);
            _removed.Add(text.Slice(at, length));
            at += length;
            _skipped = skipper;
            if (ended)
            {
                EndRemoved();
                EndValue();
            }

            return ended;
        }

        var end = at;
        var found = JsonText.FindEnd(text, ref end);
        _long!.Write(text[at..end]);
        at = end;
        if (found == JsonText.StringEnd.NotYet && !isFinal)
            return false;
        if (found != JsonText.StringEnd.Found)
        {
            _long.Complete();
            _long = null;
            GoOnAs(new TextPass(Scope, Output));
            return false;
        }

        _long.Complete();
        _long = null;
        Output.Write("\""u8);
        at++;
        EndValue();
        return true;
    }

    private void EndRemoved()
    {
        _removed.End(Output);
        Output.Write("\""u8);
        _skipped = null;
    }

    // The rest is read as text, from inside the value where a sensitive name stands before it. Returns how many bytes of it are written already.
    private int Fail(ReadOnlySpan<byte> rest)
    {
        var pass = new TextPass(Scope, Output);
        GoOnAs(pass);
        if (_rule is null || _expect != Expect.Value || rest.IsEmpty)
            return 0;
        if (rest[0] is not ((byte)'"' or (byte)'\''))
        {
            pass.BeginInside(new TextMatch(0, 0, _rule) { Tail = Tail.Listed });
            return 0;
        }

        Output.Write(rest[..1]);
        pass.BeginInside(new TextMatch(0, 0, _rule) { Tail = Tail.Quoted, Quote = rest[0] });
        return 1;
    }

    private void BeginValueAtRoot()
    {
        _expect = Expect.Value;
        (_rule, _nameLength) = (null, 0);
    }

    private void Open(bool isObject)
    {
        var isNamed = _nameLength > 0;
        if (isNamed)
            _path.Push(_name.AsSpan(0, _nameLength));
        if (++_depth == _frames.Length)
            Array.Resize(ref _frames, _depth * 2);
        _frames[_depth] = new Frame(isObject, isNamed);
        _nameLength = 0;
        _expect = isObject ? Expect.NameOrEnd : Expect.ItemOrEnd;
    }

    private void Close()
    {
        if (_frames[_depth--].IsNamed)
            _path.Pop();
        _nameLength = 0;
        EndValue();
    }

    private void EndValue()
    {
        _rule = null;
        _expect = _depth == 0 ? Expect.Nothing : Expect.CommaOrEnd;
        if (_depth == 0)
            _values++;
    }

    private struct Frame(bool isObject, bool isNamed)
    {
        public readonly bool IsObject = isObject;
        public readonly bool IsNamed = isNamed;

        /// <summary>The rule for what the object's field <c>name</c> or <c>key</c> says its <c>value</c> is.</summary>
        public RedactionRule? LabelRule;
    }
}
