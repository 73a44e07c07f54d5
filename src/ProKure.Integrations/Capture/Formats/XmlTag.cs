using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Reads tags of XML and HTML, leniently.</summary>
internal static class XmlTag
{
    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n/>=<"u8);
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);

    // Elements of HTML that have no content and no end tag.
    private static readonly string[] Void =
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

    /// <summary>Length of a tag to its closing bracket, quotes read over; 0 when it is not there.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length;)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\'', (byte)'>');
            if (next < 0)
                return 0;
            at += next;
            if (text[at] == '>')
                return at + 1;
            var close = text[(at + 1)..].IndexOf(text[at]);
            if (close < 0)
                return 0;
            at += close + 2;
        }

        return 0;
    }

    /// <summary>The length of a short name that a closing bracket follows at once; 0 for any other, and near the end of the text.</summary>
    public static int ShortNameLength(ReadOnlySpan<byte> text, int start)
    {
        if (text.Length - start < Vector256<byte>.Count)
            return 0;
        var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)start);
        var signs = Vector256.LessThanOrEqual(bytes, Vector256.Create((byte)' ')) | Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'<'), Vector256.Create((byte)2))
            | Vector256.Equals(bytes, Vector256.Create((byte)'/')) | Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\''));
        return LengthTo((byte)'>', signs, text, start);
    }

    /// <summary>The length of a short text without references that a tag follows; 0 for any other, and near the end of the text.</summary>
    public static int ShortTextLength(ReadOnlySpan<byte> text, int start)
    {
        if (text.Length - start < Vector256<byte>.Count)
            return 0;
        var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)start);
        return LengthTo((byte)'<', Vector256.Equals(bytes, Vector256.Create((byte)'<')) | Vector256.Equals(bytes, Vector256.Create((byte)'&')), text, start);
    }

    private static int LengthTo(byte end, Vector256<byte> signs, ReadOnlySpan<byte> text, int start)
    {
        var length = BitOperations.TrailingZeroCount(signs.ExtractMostSignificantBits());
        return length < Vector256<byte>.Count && text[start + length] == end ? length : 0;
    }

    /// <summary>Length of a declaration, with the brackets of a DOCTYPE; 0 when its end is not there.</summary>
    public static int DeclarationLength(ReadOnlySpan<byte> text, out int subsetStart, out int subsetEnd)
    {
        (subsetStart, subsetEnd) = (0, 0);
        for (var at = 2; at < text.Length; at++)
        {
            switch (text[at])
            {
                case (byte)'"' or (byte)'\'':
                    var close = text[(at + 1)..].IndexOf(text[at]);
                    if (close < 0)
                        return 0;
                    at += close + 1;
                    break;
                case (byte)'<' when text[at..].StartsWith("<!--"u8):
                    var end = text[at..].IndexOf("-->"u8);
                    if (end < 0)
                        return 0;
                    at += end + 2;
                    break;
                case (byte)'[' when subsetStart == 0:
                    subsetStart = at + 1;
                    break;
                case (byte)']':
                    subsetEnd = at;
                    break;
                case (byte)'>' when subsetStart == 0 || subsetEnd > 0:
                    return at + 1;
            }
        }

        return 0;
    }

    /// <summary>The element's name, with its prefix.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> tag, bool isEnd)
    {
        var name = tag[(isEnd ? 2 : 1)..];
        var end = name.IndexOfAny(NameEnds);
        return end < 0 ? name : name[..end];
    }

    /// <summary>A name without its prefix.</summary>
    public static ReadOnlySpan<byte> LocalName(ReadOnlySpan<byte> name) => name[(name.LastIndexOf((byte)':') + 1)..];

    public static bool IsVoid(ReadOnlySpan<byte> name)
    {
        foreach (var element in Void)
        {
            if (element.Length == name.Length && (name[0] | 0x20) == element[0] && System.Text.Ascii.EqualsIgnoreCase(name, element))
                return true;
        }

        return false;
    }

    /// <summary>The attributes of a tag: where their names and values stand.</summary>
    public static void ReadAttributes(ReadOnlySpan<byte> tag, List<XmlAttribute> attributes)
    {
        attributes.Clear();
        if (!tag.Contains((byte)'='))
            return;
        var at = 1 + NameOf(tag, isEnd: false).Length;
        while (at < tag.Length)
        {
            var start = tag[at..].IndexOfAnyExcept(Blanks);
            if (start < 0)
                return;
            at += start;
            var length = tag[at..].IndexOfAny(NameEnds);
            if (length <= 0)
            {
                at++;
                continue;
            }

            var name = (at, at + length);
            at += length;
            var equals = at + Math.Max(0, tag[at..].IndexOfAnyExcept(Blanks));
            if (tag[equals] != '=')
                continue;
            at = equals + 1;
            at += Math.Max(0, tag[at..].IndexOfAnyExcept(Blanks));
            if (at >= tag.Length)
                return;
            var isQuoted = tag[at] is (byte)'"' or (byte)'\'';
            var value = isQuoted ? at + 1 : at;
            var end = isQuoted ? tag[value..].IndexOf(tag[at]) : tag[value..].IndexOfAny(" \t\r\n>"u8);
            if (end < 0)
                return;
            attributes.Add(new XmlAttribute(name.at, name.Item2, value, value + end));
            at = value + end + (isQuoted ? 1 : 0);
        }
    }
}

/// <summary>Where an attribute's name and value stand in its tag.</summary>
internal readonly record struct XmlAttribute(int NameStart, int NameEnd, int ValueStart, int ValueEnd);

/// <summary>An element whose whole content is removed.</summary>
internal sealed class RemovedElement(RedactionRule rule, byte[] name, RemovedValue value)
{
    private const int LongestPlaceholder = 40;
    private readonly byte[] _start = new byte[LongestPlaceholder];
    private long _length;

    public RedactionRule Rule => rule;

    /// <summary>The name of its start tag.</summary>
    public ReadOnlySpan<byte> Name => name;

    /// <summary>How many elements of its name are open.</summary>
    public int Depth { get; set; } = 1;

    public bool HasContent { get; private set; }

    public RemovedValue Value => value;

    /// <summary>The content, when it is a placeholder already.</summary>
    public ReadOnlySpan<byte> KeptContent => _length <= LongestPlaceholder && Placeholder.Is(_start.AsSpan(0, (int)_length).Trim(" \t\r\n"u8)) ? _start.AsSpan(0, (int)_length) : default;

    public void Add(ReadOnlySpan<byte> content)
    {
        var copied = content[..(int)Math.Min(content.Length, Math.Max(0, LongestPlaceholder - _length))];
        if (_length < LongestPlaceholder)
            copied.CopyTo(_start.AsSpan((int)_length));
        _length += content.Length;
        HasContent |= content.ContainsAnyExcept(" \t\r\n"u8);
        value.Add(content);
    }
}
