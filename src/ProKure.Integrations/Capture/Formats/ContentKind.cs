using System.Buffers;
using ProKure.Integrations.Capture.Patterns;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>What a text is, told by how it begins.</summary>
internal enum ContentKind
{
    /// <summary>Not enough of it is there to tell.</summary>
    Unknown,

    /// <summary>Text without structure.</summary>
    Text,

    /// <summary>A JSON text, or something that begins as one.</summary>
    Json,

    /// <summary>XML or HTML, or something that begins as it.</summary>
    Xml,

    /// <summary>Names and values with percent-encoding.</summary>
    Form,

    /// <summary>Base64 of one of these.</summary>
    Base64,
}

/// <summary>Tells what a text is. The content type is not asked: it may be wrong, and each pass falls back to text where it cannot go on.</summary>
internal static class ContentSniffer
{
    /// <summary>So many bytes are enough to tell.</summary>
    public const int Enough = 256;

    private const int LongestFieldName = 64;
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);
    private static readonly SearchValues<byte> NotInForms = SearchValues.Create(" \t\r\n\"<>{}\\"u8);

    public static ContentKind KindOf(ReadOnlySpan<byte> text, bool isFinal)
    {
        var all = text;
        var first = text.IndexOfAnyExcept(Blanks);
        if (first < 0)
            return isFinal || all.Length >= Enough ? ContentKind.Text : ContentKind.Unknown;
        text = text[first..];
        if (text[0] is (byte)'{' or (byte)'[' or (byte)'"')
            return ContentKind.Json;
        if (all.Length < Enough && !isFinal)
            return ContentKind.Unknown;
        text = text[..Math.Min(text.Length, Math.Max(1, Enough - first))];
        if (text[0] == '<' && text.Length > 1 && (char.IsAsciiLetter((char)text[1]) || text[1] is (byte)'?' or (byte)'!' or (byte)'_' or >= 0x80))
            return ContentKind.Xml;
        if (EncodedText.Begins(text) && !text[..Math.Min(text.Length, 64)].Contains((byte)'.'))
            return ContentKind.Base64;
        return IsForm(text) ? ContentKind.Form : ContentKind.Text;
    }

    /// <summary>Whether so much of a text is there, and so begins, that it is JSON or nothing.</summary>
    public static bool BeginsJson(ReadOnlySpan<byte> text)
    {
        var first = text.IndexOfAnyExcept(Blanks);
        return first is >= 0 and < Enough && text[first] is (byte)'{' or (byte)'[' or (byte)'"';
    }

    private static bool IsForm(ReadOnlySpan<byte> text)
    {
        var equals = text.IndexOf((byte)'=');
        return equals is > 0 and <= LongestFieldName && !text.ContainsAny(NotInForms) && text.ContainsAny((byte)'&', (byte)'%');
    }
}
