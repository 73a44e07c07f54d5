using System.Buffers;
using ProKure.Integrations.Capture.Patterns;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>
/// Redacts JSON. What is not changed is copied byte for byte. Where the text stops being JSON, the rest is read as text; several JSON texts after each other
/// are read one by one.
/// </summary>
internal sealed partial class JsonPass : TokenPass, IRedactionPlace
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
            if (text[at] == '"' && _expect is Expect.Name or Expect.NameOrEnd && _searched == 0)
                at = ReadMembers(text, at, ref copied);
            if (at > start)
                continue;
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

        FindRule();
    }

    private void FindRule()
    {
        var name = _name.AsSpan(0, _nameLength);
        _rule = Scope.Rules.Names.Match(name) ?? _path.Peek(name);
        if (_rule is null && _frames[_depth].LabelRule is { } rule && Labels.IsValue(name))
            _rule = rule;
        _expect = Expect.Value;
    }

    private void Keep(ReadOnlySpan<byte> name)
    {
        name = name[..Math.Min(name.Length, LongestName)];
        if (_name.Length < name.Length)
            _name = new byte[LongestName];
        name.CopyTo(_name);
        _nameLength = name.Length;
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
