using System.Collections.Frozen;
using System.Text;

namespace ProKure.Integrations.Capture.Rules;

/// <summary>Which headers may be seen. Immutable.</summary>
internal sealed class HeaderRules
{
    private static readonly string[] Allowed =
    [
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Age", "Allow", "Cache-Control", "Connection", "Content-Disposition",
        "Content-Encoding", "Content-ID", "Content-Language", "Content-Length", "Content-Location", "Content-Range", "Content-Transfer-Encoding", "Content-Type",
        "Date", "ETag", "Expect", "Expires",
        "Forwarded", "From", "Host", "Idempotency-Key", "If-Match", "If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "Keep-Alive",
        "Last-Modified", "Link", "Location", "Max-Forwards", "Origin", "Pragma", "Prefer", "Preference-Applied", "RateLimit-Limit", "RateLimit-Remaining",
        "RateLimit-Reset", "Referer", "Retry-After", "Server", "SOAPAction", "TE", "Trailer", "Transfer-Encoding", "traceparent", "tracestate", "Upgrade",
        "User-Agent", "Vary", "Via", "Warning", "X-Content-Type-Options", "X-Correlation-ID", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Reason-Code", "X-Request-ID", "OData-Version", "OData-MaxVersion",
        "DataServiceVersion", "sap-client", "sap-language", "sap-message", "sap-processing-info",
    ];

    private readonly NameRules _names;
    private readonly FrozenSet<string> _allowed;

    public HeaderRules(NameRules names, IEnumerable<string> more)
    {
        _names = names;
        _allowed = Allowed.Concat(more).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether a name is that of a header which may never be seen.</summary>
    public bool IsCredential(string name) => _names.Match(Encoding.UTF8.GetBytes(name)) is not null;

    /// <summary>The rule by which a header's value is not stored; null when it may be seen. A name of a credential never may, whatever is allowed.</summary>
    public RedactionRule? Match(string name)
    {
        if (_names.Match(Encoding.UTF8.GetBytes(name)) is { } rule)
            return rule;
        return _allowed.Contains(name) ? null : RedactionRule.Header;
    }
}
