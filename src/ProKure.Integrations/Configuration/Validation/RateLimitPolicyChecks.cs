namespace ProKure.Integrations.Configuration.Validation;

internal static class RateLimitPolicyChecks
{
    private const int MostRequests = 1_000_000;
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public static void Check(RateLimitPolicyConfig policy, RowFaults faults)
    {
        FieldChecks.Code(faults, "code", policy.Code);
        if (policy.Requests is { } requests)
            FieldChecks.Range(faults, "requests", requests, 1, MostRequests, "requests");
        else if (policy.MaxConcurrency is null)
            faults.Add("requests", "Expected 'requests', 'max_concurrency', or both; a policy without either limits nothing.");
        FieldChecks.Range(faults, "period", policy.Period, ShortestPeriod, LongestPeriod);
        if (policy.Burst is { } burst)
        {
            FieldChecks.Range(faults, "burst", burst, 1, MostRequests, "requests");
            if (policy.Requests is null)
                faults.Add("burst", "Expected 'requests' besides 'burst': without it there is nothing that the burst could be taken from.");
        }

        if (policy.MaxConcurrency is { } concurrency)
            FieldChecks.Range(faults, "max_concurrency", concurrency, 1, 10_000, "requests");
        FieldChecks.Range(faults, "max_wait", policy.MaxWait, TimeSpan.Zero, LongestWait);
    }
}
