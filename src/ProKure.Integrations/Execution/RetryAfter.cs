using System.Net.Http.Headers;

namespace ProKure.Integrations.Execution;

/// <summary>The Retry-After header in both forms (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfter
{
    // No policy waits for longer.
    private static readonly TimeSpan Endless = TimeSpan.FromDays(365);

    /// <summary>The wait that an answer asks for; one of more seconds than can be counted is a year. What is no wait (negative, a fraction, any other text) asks for none.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.RetryAfter is { } header)
            return Of(header, headers.Date, now);
        return headers.TryGetValues("Retry-After", out var values) && values.First() is { Length: > 0 } text && text.All(char.IsAsciiDigit) ? Endless : null;
    }

    /// <summary>
    /// The wait asked for, never negative; null when none is. A date is taken relative to the answer's own Date where it has one, so that the two clocks
    /// need not agree.
    /// </summary>
    public static TimeSpan? Of(RetryConditionHeaderValue? header, DateTimeOffset? answered, DateTimeOffset now)
    {
        var wait = header?.Delta ?? (header?.Date - (answered ?? now));
        return wait is { } span ? span < TimeSpan.Zero ? TimeSpan.Zero : span : null;
    }
}
