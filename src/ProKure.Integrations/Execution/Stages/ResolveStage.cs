namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 1: finds system and endpoint in the snapshot and checks that they may be called.</summary>
internal sealed class ResolveStage(ConfigurationSnapshots snapshots)
{
    public void Run(Attempt attempt)
    {
        attempt.Phase = ErrorPhase.Resolve;
        var (systemCode, endpointCode) = (attempt.Invocation.SystemCode, attempt.Invocation.EndpointCode);
        var system = snapshots.Current.FindSystem(systemCode);
        if (system is null)
        {
            Refuse("UNKNOWN_SYSTEM", $"There is no system '{systemCode}'.", ErrorSide.Ours);
            return;
        }

        attempt.Plan = system.FindEndpoint(endpointCode);
        if (attempt.Plan is null)
            Refuse("UNKNOWN_ENDPOINT", $"System {systemCode} has no endpoint '{endpointCode}'.", ErrorSide.Ours);
        else if (!system.System.Enabled)
            Refuse("SYSTEM_DISABLED", $"System {systemCode} is disabled.", ErrorSide.Configuration);
        else if (!attempt.Plan.Endpoint.Enabled)
            Refuse("ENDPOINT_DISABLED", $"Endpoint {systemCode}/{endpointCode} is disabled.", ErrorSide.Configuration);
        else if (attempt.Plan.Fault is { } fault)
            Refuse("UNUSABLE_CONFIGURATION", $"Endpoint {systemCode}/{endpointCode} cannot be called: {fault}", ErrorSide.Configuration);

        void Refuse(string code, string message, ErrorSide side) => attempt.Fail(ErrorType.Configuration, side, message, code);
    }
}
