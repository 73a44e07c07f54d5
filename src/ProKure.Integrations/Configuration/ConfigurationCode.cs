using System.Buffers;

namespace ProKure.Integrations.Configuration;

/// <summary>The form of codes such as <c>SAP</c> and <c>CREATE_PO</c>: 1 to 64 of <c>A-Z 0-9 _ . -</c>, starting with a letter or digit.</summary>
public static class ConfigurationCode
{
    /// <summary>The longest code, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>What a code looks like, for messages.</summary>
    public const string Form = "1 to 64 of A-Z, 0-9, '_', '.', '-', starting with a letter or digit";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    /// <summary>Whether the text has the form of a code.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Allowed);
}
