using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Retry;

/// <summary>
/// For how long a delivery is held. Even if no renewal gets through, the attempt has ended before the lease has, so that two never work on it at the same time: the lease is longer
/// than one and a half times the time limit of a call. Pure.
/// </summary>
internal static class LeaseTerm
{
    private const double Margin = 1.5;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    public static TimeSpan For(EndpointPlan? plan, TimeSpan standard)
    {
        if (plan is null)
            return standard;
        var needed = (plan.Timeout * Margin) + Least;
        return needed > standard ? needed : standard;
    }
}
