using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
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

    private readonly Ends _ends = Ends.Of(text);
    private byte[]? _utf8;
    private byte[]? _member;
    private PropertyName[]? _alone;

    public string Text { get; } = text;

    /// <summary>The name as UTF-8. A lone surrogate becomes a replacement character; such a name occurs escaped only, and is compared decoded.</summary>
    public byte[] Utf8 => _utf8 ??= Encoding.UTF8.GetBytes(Text);

    /// <summary>The name as a member of an object starts with it: a comma, the name in quotes, a colon.</summary>
    public byte[] Member => _member ??= WriteMember();

    /// <summary>The name as the only one of a path, which most paths have.</summary>
    public PropertyName[] Alone => _alone ??= [this];

    /// <summary>The name, the same object for the same text as long as it is in use.</summary>
    public static PropertyName Of(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestKept)
            return New(text);
        // Two places for a hash: two names of one expression then seldom drive each other out.
        var ends = Ends.Of(text);
        var place = (int)(ends.Hash % (Kept / 2)) * 2;
        if (Recent[place] is { } found && found.Is(text, ends))
            return found;
        if (Recent[place + 1] is { } second && second.Is(text, ends))
            return second;
        Recent[place + 1] = Recent[place];
        return Recent[place] = New(text);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PropertyName New(ReadOnlySpan<char> text) => new(text.ToString());

    /// <summary>Whether this is the name of a text, of which most are told apart, and short ones are known, by their ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Is(ReadOnlySpan<char> text, Ends ends) =>
        _ends.First == ends.First && _ends.Last == ends.Last && _ends.Length == ends.Length && (ends.Length <= Ends.Whole || text.SequenceEqual(Text));

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

    /// <summary>The length of a text, and its first and last few characters.</summary>
    private readonly record struct Ends(ulong First, ulong Last, int Length)
    {
        /// <summary>The longest text that its ends hold whole.</summary>
        public const int Whole = 2 * Held;

        private const int Held = sizeof(ulong) / sizeof(char);

        public uint Hash => (uint)(((First ^ BitOperations.RotateLeft(Last, 29)) + (uint)Length) * 0x9E3779B97F4A7C15UL >> 40);

        public static Ends Of(ReadOnlySpan<char> text)
        {
            if (text.Length >= Held)
            {
                var bytes = MemoryMarshal.AsBytes(text);
                return new Ends(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]), text.Length);
            }
            ulong all = 0;
            foreach (var character in text)
                all = (all << 16) | character;
            return new Ends(all, 0, text.Length);
        }
    }
}
