using System.Text;

namespace ProKure.Integrations.Authentication.Signing;

/// <summary>
/// A text with placeholders in braces: what is signed, or a header that carries it. <c>\n</c> and <c>\t</c> are a line feed and a tab; other texts stand for themselves.
/// </summary>
internal static class SignatureTemplate
{
    private const string HeaderPrefix = "header:";

    /// <summary>The placeholders; besides them <c>{header:NAME}</c>.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "method", "host", "path", "query", "url", "body", "body_sha256", "body_sha256_base64", "body_md5_base64", "timestamp", "timestamp_ms", "date", "iso_date", "nonce",
        "key_id", "signature",
    ];

    /// <summary>What is wrong with a text; null for nothing.</summary>
    public static string? FaultOf(string text, bool mayHoldSignature)
    {
        for (var at = 0; Next(text, at) is { } place; at = place.End)
        {
            if (place.Name is null)
                return $"Expected a '}}' after the '{{' at index {place.Start}, found none.";
            if (place.Name == "signature" && !mayHoldSignature)
                return "{signature} cannot stand in what is signed.";
            if (!place.Name.StartsWith(HeaderPrefix, StringComparison.Ordinal) && !Names.Contains(place.Name, StringComparer.Ordinal))
                return $"Unknown placeholder {{{place.Name}}}. Known: {string.Join(", ", Names)}, header:NAME.";
        }

        return null;
    }

    /// <summary>The text with its placeholders filled in.</summary>
    /// <param name="text">The text, without faults.</param>
    /// <param name="valueOf">Gives a placeholder's value.</param>
    /// <param name="headerOf">Gives a request header's value.</param>
    public static string Fill(string text, Func<string, string> valueOf, Func<string, string> headerOf)
    {
        var filled = new StringBuilder();
        var at = 0;
        while (Next(text, at) is { Name: { } name } place)
        {
            filled.Append(Unescaped(text[at..place.Start]));
            filled.Append(name.StartsWith(HeaderPrefix, StringComparison.Ordinal) ? headerOf(name[HeaderPrefix.Length..]) : valueOf(name));
            at = place.End;
        }

        return filled.Append(Unescaped(text[at..])).ToString();
    }

    private static string Unescaped(string literal) =>
        literal.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal);

    private static (int Start, int End, string? Name)? Next(string text, int from)
    {
        var start = text.IndexOf('{', from);
        if (start < 0)
            return null;
        var end = text.IndexOf('}', start);
        return end < 0 ? (start, text.Length, null) : (start, end + 1, text[(start + 1)..end]);
    }
}
