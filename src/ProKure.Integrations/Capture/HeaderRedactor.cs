using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using ProKure.Integrations.Capture.Formats;
using ProKure.Integrations.Capture.Patterns;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Capture;

/// <summary>Headers by allow-list: others keep the name and lose the value, cookies keep their names, an authorization its scheme.</summary>
internal sealed class HeaderRedactor(RedactionRules rules, UrlRedactor urls)
{
    private const int LongestGlance = 256;

    private static readonly string[] UrlValued = ["Location", "Content-Location", "Link", "Referer", "Origin"];
    private static readonly string[] CookieAttributes = ["Path", "Domain", "Expires", "Max-Age", "Secure", "HttpOnly", "SameSite", "Partitioned", "Priority"];

    public IReadOnlyList<CapturedHeader> Redact(HttpHeaders headers, HttpHeaders? contentHeaders, RedactedFields redacted)
    {
        var captured = new List<CapturedHeader>(12);
        Add(headers.NonValidated, redacted, captured);
        if (contentHeaders is not null)
            Add(contentHeaders.NonValidated, redacted, captured);
        return captured;
    }

    /// <summary>What may be stored of one header.</summary>
    public string Value(string name, string value, RedactedFields redacted)
    {
        var isSetCookie = name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase);
        if (isSetCookie || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            var cookies = Cookies(value, isSetCookie);
            if (cookies != value)
                redacted.Add(RedactionRule.Cookie, $"header {name}");
            return cookies;
        }

        if (rules.Headers.Match(name) is { } rule)
        {
            if (value.Length == 0)
                return value;
            var scheme = name.EndsWith("Authorization", StringComparison.OrdinalIgnoreCase) ? Scheme(value) : "";
            var kept = $"{scheme}{Removed(value[scheme.Length..])}";
            if (kept != value)
                redacted.Add(rule, $"header {name}");
            return kept;
        }

        if (UrlValued.Contains(name, StringComparer.OrdinalIgnoreCase))
            return urls.Redact(value, redacted);
        if (HoldsNothing(value))
            return value;
        var scope = new RedactionScope(rules, redacted, $"header {name}");
        var output = new ArrayBufferWriter<byte>();
        return TextScan.TryRedact(scope, Encoding.UTF8.GetBytes(value), output) ? Encoding.UTF8.GetString(output.WrittenSpan) : value;
    }

    // Most values are short, and have no place where a pattern may begin.
    private bool HoldsNothing(string value)
    {
        Span<byte> utf8 = stackalloc byte[LongestGlance];
        return Encoding.UTF8.TryGetBytes(value, utf8, out var length)
            && (length < TextScan.Shortest || rules.Patterns.Candidate(utf8[..length], 0, 0, isWhole: true) < 0);
    }

    private void Add(HttpHeadersNonValidated headers, RedactedFields redacted, List<CapturedHeader> captured)
    {
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                captured.Add(new CapturedHeader(name, Value(name, value, redacted)));
        }
    }

    private string Cookies(string value, bool isSetCookie)
    {
        var kept = new StringBuilder(value.Length);
        var isFirst = true;
        foreach (var range in value.AsSpan().Split(';'))
        {
            var part = value[range].Trim();
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            if (!isFirst)
                kept.Append("; ");
            if (isSetCookie && !isFirst && CookieAttributes.Contains(name, StringComparer.OrdinalIgnoreCase))
                kept.Append(part);
            else if (equals < 0)
                kept.Append(part.Length == 0 ? "" : Removed(part));
            else
                kept.Append(name).Append('=').Append(part.Length == equals + 1 ? "" : Removed(part[(equals + 1)..]));
            isFirst = false;
        }

        return kept.ToString();
    }

    private string Removed(string value)
    {
        if (Placeholder.Is(Encoding.UTF8.GetBytes(value)))
            return value;
        if (rules.Tags is null)
            return Placeholder.Text;
        using var tag = rules.Tags.Begin();
        tag.AppendData(Encoding.UTF8.GetBytes(value));
        return RedactionTags.Placeholder(tag);
    }

    private static string Scheme(string value)
    {
        var length = SchemeRecogniser.Length(Encoding.UTF8.GetBytes(value));
        return length > 0 ? value[..(length + 1)] : "";
    }
}
