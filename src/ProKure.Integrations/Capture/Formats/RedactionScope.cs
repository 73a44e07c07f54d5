using System.Buffers;
using System.Security.Cryptography;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>What the passes over one body share: the rules, what was found, and how deep texts are inside texts.</summary>
internal sealed class RedactionScope
{
    /// <summary>How many texts may be one in the other; a deeper one is searched as text without structure.</summary>
    public const int MaxNesting = 4;

    private readonly Stack<Scratch> _scratches;
    private readonly RedactionScope? _around;
    private readonly IRedactionPlace? _outer;

    public RedactionScope(RedactionRules rules, RedactedFields found, string? prefix = null)
    {
        (Rules, Found, Prefix) = (rules, found, prefix);
        _scratches = [];
    }

    private RedactionScope(RedactionScope around, IRedactionPlace outer)
    {
        (Rules, Found, Prefix, Nesting) = (around.Rules, around.Found, around.Prefix, around.Nesting + 1);
        (_scratches, _around, _outer) = (around._scratches, around, outer);
    }

    public RedactionRules Rules { get; }

    public RedactedFields Found { get; }

    public int Nesting { get; private init; }

    /// <summary>What places begin with, as <c>query</c>; null for nothing.</summary>
    public string? Prefix { get; }

    /// <summary>The scope of a text that stands in a value.</summary>
    public RedactionScope Inside(IRedactionPlace place) => new(this, place);

    /// <summary>A scope to find out whether there is anything to remove; what it finds is not noted.</summary>
    public RedactionScope Probe() => new(Rules, new RedactedFields()) { Nesting = Nesting + 1 };

    /// <summary>Notes that the value of a named place was removed.</summary>
    public void Note(RedactionRule rule, IRedactionPlace place) =>
        Found.Add(rule, Found.IsFull ? RedactedFields.More : PathOf(place) is { Length: > 0 } path ? path : "value", OffsetOf(place));

    /// <summary>Notes that something was removed from a text without structure.</summary>
    public void NoteInText(RedactionRule rule, long offset)
    {
        if (_outer is not null)
            _around!.Note(rule, _outer);
        else
            Found.Add(rule, $"{Prefix ?? "text"} {rule.Id}", offset);
    }

    /// <summary>The path of a place from the outermost text on.</summary>
    private string PathOf(IRedactionPlace place)
    {
        var inner = place.Path;
        var outer = _outer is null ? "" : _around!.PathOf(_outer);
        if (_outer is null && Prefix is not null)
            return inner.Length == 0 ? Prefix : $"{Prefix} {inner}";
        return inner.Length == 0 ? outer : outer.Length == 0 ? inner : $"{outer}.{inner}";
    }

    /// <summary>A buffer for a moment; give it back.</summary>
    public Scratch Rent() => _scratches.TryPop(out var scratch) ? scratch : new Scratch();

    public void Return(Scratch scratch)
    {
        scratch.Clear();
        if (scratch.Capacity <= 256 * 1024)
            _scratches.Push(scratch);
    }

    /// <summary>Begins a value that is removed.</summary>
    public RemovedValue Remove() => new(Rules.Tags?.Begin());

    /// <summary>Writes what stands in the place of a value with escapes.</summary>
    public void RemoveWritten(ContentCodec codec, ReadOnlySpan<byte> written, IBufferWriter<byte> output)
    {
        var removed = Remove();
        if (Rules.Tags is not null)
        {
            var plain = Rent();
            codec.Decode(written, isFinal: true, plain);
            removed.Add(plain.Written);
            Return(plain);
        }

        removed.End(output);
    }

    private long OffsetOf(IRedactionPlace place) => _outer is null ? place.Offset : _around!.OffsetOf(_outer);
}

/// <summary>A place in a body that a value stands at.</summary>
internal interface IRedactionPlace
{
    /// <summary>The path of names from the root; empty for the root.</summary>
    string Path { get; }

    /// <summary>Bytes from the start of the text.</summary>
    long Offset { get; }
}

/// <summary>A value that is being removed: nothing of it is kept but its tag, where there is to be one.</summary>
internal readonly struct RemovedValue(IncrementalHash? tag)
{
    public void Add(ReadOnlySpan<byte> bytes) => tag?.AppendData(bytes);

    /// <summary>Writes what stands in its place, and backslashes that belong to what follows.</summary>
    public void End(IBufferWriter<byte> output, int backslashes)
    {
        End(output);
        for (; backslashes > 0; backslashes--)
            output.Write("\\"u8);
    }

    /// <summary>Writes what stands in its place.</summary>
    public void End(IBufferWriter<byte> output)
    {
        if (tag is null)
        {
            output.Write(Placeholder.Utf8);
            return;
        }

        output.Write(System.Text.Encoding.ASCII.GetBytes(RedactionTags.Placeholder(tag)));
        tag.Dispose();
    }
}

/// <summary>Bytes that are collected and forgotten again.</summary>
internal sealed class Scratch : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[256];
    private int _length;

    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void Reserve(int sizeHint)
    {
        if (_bytes.Length - _length < Math.Max(sizeHint, 1))
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + sizeHint));
    }
}
