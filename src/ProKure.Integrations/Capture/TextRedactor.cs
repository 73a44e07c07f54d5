using System.Text.RegularExpressions;

namespace ProKure.Integrations.Capture;

/// <summary>
/// Removes what looks like a credential from text: error messages, bodies that are no JSON. It errs on the side of removing.
/// </summary>
internal sealed partial class TextRedactor
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Regex _namedValues;

    public TextRedactor(SensitiveNames names)
    {
        // A name may carry separators between its letters: client_secret, "Client-Secret", client secret.
        var alternatives = names.Normalized
            .OrderByDescending(n => n.Length)
            .ThenBy(n => n, StringComparer.Ordinal)
            .Select(n => string.Join("[-_. ]?", n.Select(c => Regex.Escape(c.ToString()))));
        _namedValues = new Regex(
            $"""(?<![A-Za-z0-9])(?<name>{string.Join('|', alternatives)})(?<between>\\?["']?\s*[:=>]\s*)(?<value>\\?"(?:[^"\\]|\\.)*\\?"?|'[^']*'?|[^\s,;&<>"'{'{'}{'}'}\]\)]+)""",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
            Limit);
    }

    public string Redact(string text, RedactedFields redacted)
    {
        var schemes = AuthorizationSchemes().Replace(text, match =>
        {
            redacted.Add($"text {match.Groups["scheme"].Value}");
            return $"{match.Groups["scheme"].Value} {Redaction.Placeholder}";
        });
        return _namedValues.Replace(schemes, match =>
        {
            redacted.Add($"text {match.Groups["name"].Value}");
            return $"{match.Groups["name"].Value}{match.Groups["between"].Value}{Redaction.Placeholder}";
        });
    }

    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(?<scheme>Bearer|Basic)\s+[A-Za-z0-9+/._~=-]{6,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex AuthorizationSchemes();
}
