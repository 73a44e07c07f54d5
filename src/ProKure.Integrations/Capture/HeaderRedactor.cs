using System.Collections.Frozen;
using System.Net.Http.Headers;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Capture;

/// <summary>Headers by allow-list: others keep the name and lose the value.</summary>
internal static class HeaderRedactor
{
    private static readonly FrozenSet<string> Allowed = new[]
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Age", "Allow", "Cache-Control", "Connection", "Content-Disposition",
        "Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-Range", "Content-Type", "Date", "ETag", "Expect", "Expires",
        "Forwarded", "From", "Host", "Idempotency-Key", "If-Match", "If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "Keep-Alive",
        "Last-Modified", "Link", "Location", "Max-Forwards", "Origin", "Pragma", "Prefer", "Preference-Applied", "RateLimit-Limit", "RateLimit-Remaining",
        "RateLimit-Reset", "Retry-After", "Server", "SOAPAction", "TE", "Trailer", "Transfer-Encoding", "traceparent", "tracestate", "Upgrade",
        "User-Agent", "Vary", "Via", "Warning", "X-Content-Type-Options", "X-Correlation-ID", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Reason-Code", "X-Request-ID", "OData-Version", "OData-MaxVersion",
        "DataServiceVersion", "sap-client", "sap-language", "sap-message", "sap-processing-info",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> UrlValued =
        new[] { "Location", "Content-Location", "Link" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<CapturedHeader> Redact(HttpHeaders headers, HttpHeaders? contentHeaders, UrlRedactor urls, RedactedFields redacted)
    {
        var captured = new List<CapturedHeader>(12);
        Add(headers.NonValidated, urls, redacted, captured);
        if (contentHeaders is not null)
            Add(contentHeaders.NonValidated, urls, redacted, captured);
        return captured;
    }

    private static void Add(HttpHeadersNonValidated headers, UrlRedactor urls, RedactedFields redacted, List<CapturedHeader> captured)
    {
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                captured.Add(new CapturedHeader(name, Value(name, value, urls, redacted)));
        }
    }

    private static string Value(string name, string value, UrlRedactor urls, RedactedFields redacted)
    {
        if (!Allowed.Contains(name))
        {
            redacted.Add($"header {name}");
            return Redaction.Placeholder;
        }

        return UrlValued.Contains(name) ? urls.Redact(value, redacted) : value;
    }
}
