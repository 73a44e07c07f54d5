namespace ProKure.Integrations.Cli.Commands.Traces;

/// <summary>Where the API has the trace of an endpoint.</summary>
internal static class TraceRoute
{
    public static string Of((string System, string Endpoint) endpoint) => $"/api/v1/systems/{endpoint.System}/endpoints/{endpoint.Endpoint}/trace";
}
