namespace ProKure.Integrations.Execution;

/// <summary>An endpoint found by its codes, or why it cannot be called.</summary>
/// <param name="Plan">The endpoint; null when there is none.</param>
/// <param name="Refusal">Why it cannot be called; null when it can.</param>
internal readonly record struct EndpointResolution(EndpointPlan? Plan, AttemptFailure? Refusal)
{
    /// <param name="snapshot">The configuration in force; it alone says whether the endpoint may be called.</param>
    /// <param name="systemCode">The system's code.</param>
    /// <param name="endpointCode">The endpoint's code.</param>
    /// <param name="pinned">The endpoint as it is to be called; null takes the one in force.</param>
    public static EndpointResolution Of(ConfigurationSnapshot snapshot, string systemCode, string endpointCode, EndpointPlan? pinned = null)
    {
        var system = snapshot.FindSystem(systemCode);
        if (system is null)
            return Refused(null, "UNKNOWN_SYSTEM", ErrorSide.Ours, $"There is no system '{systemCode}'.");

        var plan = system.FindEndpoint(endpointCode);
        if (plan is null)
            return Refused(null, "UNKNOWN_ENDPOINT", ErrorSide.Ours, $"System {systemCode} has no endpoint '{endpointCode}'.");
        if (!system.System.Enabled)
            return Refused(plan, "SYSTEM_DISABLED", ErrorSide.Configuration, $"System {systemCode} is disabled.");
        if (!plan.Endpoint.Enabled)
            return Refused(plan, "ENDPOINT_DISABLED", ErrorSide.Configuration, $"Endpoint {systemCode}/{endpointCode} is disabled.");
        plan = pinned ?? plan;
        return plan.Fault is { } fault
            ? Refused(plan, "UNUSABLE_CONFIGURATION", ErrorSide.Configuration, $"Endpoint {systemCode}/{endpointCode} cannot be called: {fault}")
            : new EndpointResolution(plan, null);
    }

    private static EndpointResolution Refused(EndpointPlan? plan, string code, ErrorSide side, string message) => new(plan, new AttemptFailure
    {
        Type = ErrorType.Configuration,
        Phase = ErrorPhase.Resolve,
        Side = side,
        Message = message,
        Code = code,
    });
}
