using System.Globalization;

namespace ProKure.Integrations.Configuration.Validation;

internal static class RetryPolicyChecks
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(30);

    public static void Check(RetryPolicyConfig policy, RowFaults faults)
    {
        FieldChecks.Code(faults, "code", policy.Code);
        FieldChecks.Member(faults, "backoff", policy.Backoff);
        FieldChecks.Range(faults, "initial_delay", policy.InitialDelay, ShortestDelay, LongestDelay);
        FieldChecks.Range(faults, "max_delay", policy.MaxDelay, ShortestDelay, LongestDelay);
        FieldChecks.Range(faults, "max_attempts", policy.MaxAttempts, 1, 100, "attempts");
        FieldChecks.Range(faults, "deadline", policy.Deadline, ShortestDelay, LongestDeadline);
        if (policy.Jitter is not (>= 0 and <= 1))
            faults.Add("jitter", string.Create(CultureInfo.InvariantCulture, $"Expected a share from 0 to 1, found {policy.Jitter}."));
        if (policy.MaxDelay < policy.InitialDelay)
        {
            faults.Add("max_delay",
                $"Expected at least the initial_delay of {FieldChecks.ShownDuration(policy.InitialDelay)}, found {FieldChecks.ShownDuration(policy.MaxDelay)}.");
        }
    }
}
