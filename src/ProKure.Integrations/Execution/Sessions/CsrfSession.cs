using System.Net.Http.Headers;

namespace ProKure.Integrations.Execution.Sessions;

/// <summary>A session with an external system: the anti-forgery token and the cookies that it belongs to. Both are secrets.</summary>
/// <param name="Token">The token.</param>
/// <param name="Cookies">The Cookie header's value; empty for none.</param>
internal sealed record CsrfSession(string Token, string Cookies)
{
    public const string TokenHeader = "X-CSRF-Token";

    private const int MaxCookies = 50;
    private const int MaxLength = 8_192;

    /// <summary>The session that an answer opens; null where it has no token.</summary>
    public static CsrfSession? Of(HttpResponseHeaders headers)
    {
        if (TokenIn(headers) is not { Length: > 0 and <= MaxLength } token || token.Equals("Required", StringComparison.OrdinalIgnoreCase))
            return null;
        var cookies = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (headers.NonValidated.TryGetValues("Set-Cookie", out var values))
        {
            foreach (var value in values.Take(MaxCookies))
            {
                // RFC 6265, section 5.2: what stands before the first semicolon; the rest is for browsers.
                var pair = value.Split(';', 2)[0].Trim();
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0 && pair.Length <= MaxLength)
                    cookies[pair[..equals]] = pair;
            }
        }

        return new CsrfSession(token, string.Join("; ", cookies.Values));
    }

    /// <summary>Whether an answer says that the session is not valid any more: the request was not processed.</summary>
    public static bool IsRefused(HttpResponseMessage response) =>
        response.StatusCode == System.Net.HttpStatusCode.Forbidden && "Required".Equals(TokenIn(response.Headers), StringComparison.OrdinalIgnoreCase);

    /// <summary>Nothing of it: it may end up in a message.</summary>
    public override string ToString() => nameof(CsrfSession);

    private static string? TokenIn(HttpResponseHeaders headers) =>
        headers.NonValidated.TryGetValues(TokenHeader, out var values) ? values.FirstOrDefault()?.Trim() : null;
}
