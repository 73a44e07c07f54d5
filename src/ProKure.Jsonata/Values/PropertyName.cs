using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace ProKure.Jsonata.Values;

/// <summary>The name of a property, also as UTF-8 so that it compares with the input as it is.</summary>
internal sealed class PropertyName(string text)
{
    private const int Kept = 1024;
    private const int LongestKept = 40;

    /// <summary>Names that were asked for lately, each in the place that its hash gives: an entry is replaced whole, so no lock is needed.</summary>
    private static readonly PropertyName?[] Recent = new PropertyName?[Kept];

    private byte[]? _utf8;
    private byte[]? _member;

    public string Text { get; } = text;

    /// <summary>The name as UTF-8. A lone surrogate becomes a replacement character; such a name occurs escaped only, and is compared decoded.</summary>
    public byte[] Utf8 => _utf8 ??= Encoding.UTF8.GetBytes(Text);

    /// <summary>The name as a member of an object starts with it: a comma, the name in quotes, a colon.</summary>
    public byte[] Member => _member ??= WriteMember();

    /// <summary>The name, the same object for the same text as long as it is in use.</summary>
    public static PropertyName Of(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestKept)
            return new PropertyName(text.ToString());
        // Two places for a hash: two names of one expression then seldom drive each other out.
        var place = (int)(Hash(text) % (Kept / 2)) * 2;
        var found = Recent[place];
        if (found is not null && text.SequenceEqual(found.Text))
            return found;
        var second = Recent[place + 1];
        if (second is not null && text.SequenceEqual(second.Text))
            return second;
        Recent[place + 1] = found;
        return Recent[place] = new PropertyName(text.ToString());
    }

    /// <summary>A hash of length, start and end: it only finds a place, where the whole text is compared.</summary>
    private static uint Hash(ReadOnlySpan<char> text)
    {
        const int Sampled = 4;
        ulong mixed = 0;
        if (text.Length >= Sampled)
        {
            var bytes = MemoryMarshal.AsBytes(text);
            mixed = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]), 29);
        }
        else
        {
            foreach (var character in text)
                mixed = (mixed << 16) | character;
        }
        return (uint)((mixed + (uint)text.Length) * 0x9E3779B97F4A7C15UL >> 40);
    }

    private byte[] WriteMember()
    {
        var output = new JsonOutput();
        output.Byte((byte)',');
        output.String(Text);
        output.Byte((byte)':');
        var member = output.Written.ToArray();
        output.Reset(keptBytes: 0);
        return member;
    }
}
