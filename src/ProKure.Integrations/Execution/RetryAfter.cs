using System.Net.Http.Headers;

namespace ProKure.Integrations.Execution;

/// <summary>The Retry-After header in both forms (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfter
{
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
