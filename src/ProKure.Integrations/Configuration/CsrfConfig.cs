namespace ProKure.Integrations.Configuration;

/// <summary>
/// SAP's protection against forged requests: a GET with <c>X-CSRF-Token: Fetch</c> opens a session of token and cookies, which changing requests have to carry.
/// </summary>
public sealed record CsrfConfig
{
    /// <summary>Path below the system's base URL that gives a token, without parameters; as a rule the service's root.</summary>
    public required string Path { get; init; }
}
