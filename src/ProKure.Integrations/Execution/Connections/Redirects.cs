using System.Collections.Frozen;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>A redirect that was followed.</summary>
/// <param name="Status">The HTTP status that asked for it.</param>
/// <param name="To">Where it led.</param>
internal sealed record Redirect(int Status, Uri To);

/// <summary>
/// Decides whether an answer that points elsewhere is followed, and with which request (RFC 9110, section 15.4). The address that it leads to is checked like
/// any other when the connection is opened.
/// </summary>
internal static class Redirects
{
    // What may follow to another host. All else may be meant for the first one only: credentials, cookies, signatures, keys in headers of any name.
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Accept", "Accept-Language", "Content-Encoding", "Content-Language", "Content-Type", "Idempotency-Key", "Prefer", "traceparent", "User-Agent", "X-Correlation-ID");

    public static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <summary>The request that follows, or why none does.</summary>
    public static (OutgoingRequest? Next, AttemptFailure? Refusal) Follow(
        OutgoingRequest request, int status, Uri? location, SystemConfig system, OutboundRules rules, int followed)
    {
        if (location is null || !Uri.TryCreate(request.Url, location, out var target))
            return Refused(status, null, "REDIRECT_REFUSED", "it does not say where to");
        if (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp)
            return Refused(status, target, "REDIRECT_REFUSED", "only http and https are followed");
        if (target.UserInfo.Length > 0)
            return Refused(status, null, "REDIRECT_REFUSED", "its URL holds a user name or password");
        if (request.Url.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
            return Refused(status, target, "REDIRECT_REFUSED", "it leads from https to http");
        if (!IsKnownPort(target, system, rules))
            return Refused(status, target, "REDIRECT_REFUSED", $"port {target.Port} is neither a default port nor that of base_url; if it is right, add {target.Authority} to outbound.allow_hosts of the system");
        if (status is 301 or 302 && request.Method is not ("GET" or "HEAD"))
            return Refused(status, target, "REDIRECT_REFUSED", $"HTTP {status} may turn {request.Method} into GET; correct base_url or path if the address has changed");
        if (followed >= system.Outbound.MaxRedirects)
            return Refused(status, target, "TOO_MANY_REDIRECTS", $"{followed} were followed already, which is all that outbound.max_redirects allows");

        var next = request with { Url = target, Headers = IsSameOrigin(request.Url, target) ? request.Headers : [.. request.Headers.Where(header => Harmless.Contains(header.Key))] };
        return (status == 303 && request.Method != "HEAD" ? next with { Method = "GET", Body = null } : next, null);
    }

    // A redirect must not become a way to try the ports of a host.
    private static bool IsKnownPort(Uri target, SystemConfig system, OutboundRules rules) =>
        target.Port is 80 or 443 || IsSameOrigin(target, system.BaseUrl) || rules.Names(target.IdnHost, target.Port);

    public static bool IsSameOrigin(Uri a, Uri b) => a.Scheme == b.Scheme && a.Port == b.Port && AllowedHost.Normalize(a.IdnHost) == AllowedHost.Normalize(b.IdnHost);

    private static (OutgoingRequest? Next, AttemptFailure? Refusal) Refused(int status, Uri? target, string code, string why) => (null, new AttemptFailure
    {
        Type = ErrorType.HttpStatus,
        Phase = ErrorPhase.Outcome,
        Side = ErrorSide.Theirs,
        Code = code,
        Message = $"The redirect (HTTP {status}{(target is null ? "" : $" to {target.GetLeftPart(UriPartial.Path)}")}) is not followed: {why}.",
        MayHaveBeenReceived = true,
    });
}
