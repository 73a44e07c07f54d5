namespace ProKure.Integrations.Capture;

/// <summary>What stands in the place of a removed value: <c>[REDACTED]</c>, or with a tag <c>[REDACTED:ab12cd34]</c>.</summary>
internal static class Placeholder
{
    public const string Text = "[REDACTED]";

    private const int TagLength = 8;

    public static ReadOnlySpan<byte> Utf8 => "[REDACTED]"u8;

    /// <summary>Whether a text begins with a placeholder.</summary>
    public static bool Begins(ReadOnlySpan<byte> text) => LengthAtStart(text) > 0;

    /// <summary>Whether a text is a placeholder and nothing else.</summary>
    public static bool Is(ReadOnlySpan<byte> text) => text.Length > 0 && LengthAtStart(text) == text.Length;

    private static int LengthAtStart(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(Utf8))
            return Utf8.Length;
        if (!text.StartsWith("[REDACTED:"u8) || text.Length < Utf8.Length + 1 + TagLength || text[Utf8.Length + TagLength] != ']')
            return 0;
        return text.Slice(Utf8.Length, TagLength).ContainsAnyExcept(Patterns.Alphabet.Hex) ? 0 : Utf8.Length + 1 + TagLength;
    }
}
