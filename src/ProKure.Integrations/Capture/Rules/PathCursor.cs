using System.Buffers;
using System.Text;

namespace ProKure.Integrations.Capture.Rules;

/// <summary>Where a pass stands in a document: the names of the open elements, and how far the rules for paths have come with them.</summary>
internal sealed class PathCursor
{
    private const int LongestKept = 128;

    private readonly PathRules _rules;
    private readonly ulong[] _states;
    private (int Start, int Length)[] _names = [];
    private byte[] _text = new byte[64];
    private int _used;
    private readonly ArrayBufferWriter<byte> _path = new();
    private byte[] _lastPath = [];
    private string _lastText = "";

    /// <param name="rules">The rules for paths.</param>
    /// <param name="maxDepth">The most names that are open at a time.</param>
    public PathCursor(PathRules rules, int maxDepth)
    {
        _rules = rules;
        _states = rules.Count == 0 ? [] : new ulong[(maxDepth + 2) * rules.Count];
        rules.Begin(_states);
    }

    public int Depth { get; private set; }

    /// <summary>The rule whose path ends at a name below where the cursor stands; null for none.</summary>
    public RedactionRule? Peek(ReadOnlySpan<byte> name) => _rules.Count == 0 ? null : _rules.Step(StatesAt(Depth), name, StatesAt(Depth + 1));

    /// <summary>Goes down to a name. Call <see cref="Peek"/> with it first when there are rules for paths.</summary>
    public void Push(ReadOnlySpan<byte> name)
    {
        if (_rules.Count > 0)
            Peek(name);
        var kept = name[..Math.Min(name.Length, LongestKept)];
        if (_used + kept.Length > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _used + kept.Length));
        kept.CopyTo(_text.AsSpan(_used));
        if (Depth == _names.Length)
            Array.Resize(ref _names, Math.Max(8, Depth * 2));
        _names[Depth++] = (_used, kept.Length);
        _used += kept.Length;
    }

    /// <summary>Goes up again.</summary>
    public void Pop() => _used = _names[--Depth].Start;

    /// <summary>The name that was gone down to last.</summary>
    public ReadOnlySpan<byte> Last => Depth == 0 ? default : NameAt(Depth - 1);

    /// <summary>The name at a depth, the outermost first.</summary>
    public ReadOnlySpan<byte> NameAt(int depth) => _text.AsSpan(_names[depth].Start, _names[depth].Length);

    /// <summary>The path as text, of the open names and one more. The same text again, where it is the same path as before.</summary>
    public string PathTo(ReadOnlySpan<byte> name)
    {
        _path.ResetWrittenCount();
        for (var depth = 0; depth < Depth; depth++)
            Append(NameAt(depth));
        Append(name[..Math.Min(name.Length, LongestKept)]);
        if (_path.WrittenSpan.SequenceEqual(_lastPath))
            return _lastText;
        _lastPath = _path.WrittenSpan.ToArray();
        return _lastText = Encoding.UTF8.GetString(_lastPath);
    }

    private void Append(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return;
        if (_path.WrittenCount > 0)
            _path.Write("."u8);
        _path.Write(name);
    }

    private Span<ulong> StatesAt(int depth) => _states.AsSpan(depth * _rules.Count, _rules.Count);
}
