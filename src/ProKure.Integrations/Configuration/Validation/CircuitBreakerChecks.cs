using System.Globalization;

namespace ProKure.Integrations.Configuration.Validation;

internal static class CircuitBreakerChecks
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestOpen = TimeSpan.FromHours(24);

    public static void Check(RowFaults faults, string path, CircuitBreakerConfig breaker)
    {
        if (breaker.FailureRatio is not (> 0 and <= 1))
            faults.Add($"{path}.failure_ratio", string.Create(CultureInfo.InvariantCulture, $"Expected a share above 0 and at most 1, found {breaker.FailureRatio}."));
        FieldChecks.Range(faults, $"{path}.minimum_calls", breaker.MinimumCalls, 1, 10_000, "calls");
        FieldChecks.Range(faults, $"{path}.window", breaker.Window, Shortest, LongestWindow);
        FieldChecks.Range(faults, $"{path}.open_for", breaker.OpenFor, Shortest, LongestOpen);
    }
}
