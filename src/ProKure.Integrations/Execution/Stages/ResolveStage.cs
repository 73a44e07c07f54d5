namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 1: finds system and endpoint in the snapshot and checks that they may be called.</summary>
internal sealed class ResolveStage(ConfigurationSnapshots snapshots)
{
    /// <summary>The snapshot in force.</summary>
    public ConfigurationSnapshot Current => snapshots.Current;

    public void Run(Attempt attempt)
    {
        attempt.Phase = ErrorPhase.Resolve;
        var (plan, refusal) = EndpointResolution.Of(
            snapshots.Current, attempt.Invocation.SystemCode, attempt.Invocation.EndpointCode, attempt.Invocation.Pinned);
        attempt.Plan = plan;
        if (refusal is not null)
            attempt.Fail(refusal);
        if (attempt.Invocation.Errand?.Fault is { } fault)
            attempt.Fail(fault);
    }
}
