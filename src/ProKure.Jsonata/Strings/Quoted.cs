namespace ProKure.Jsonata.Strings;

/// <summary>Values quoted in messages: short enough to read, whatever an input holds.</summary>
internal static class Quoted
{
    private const int MaxShown = 60;

    /// <summary>The text in double quotes, cut after 60 characters.</summary>
    public static string Text(ReadOnlySpan<char> text) => $"\"{Cut(text)}\"";

    /// <summary>The text, cut after 60 characters.</summary>
    public static string Cut(ReadOnlySpan<char> text) => text.Length <= MaxShown ? text.ToString() : $"{text[..MaxShown]}…";
}
