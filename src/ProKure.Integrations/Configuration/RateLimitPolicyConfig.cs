namespace ProKure.Integrations.Configuration;

/// <summary>
/// How much a system or an endpoint may be asked at a time, all hubs together. Each system and endpoint that names the policy has a limit of its own; where both name
/// one, both hold.
/// </summary>
public sealed record RateLimitPolicyConfig : IConfigurationRow
{
    /// <summary>Code, as <c>TEN_A_SECOND</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Requests in each <see cref="Period"/> in the long run; null for any number.</summary>
    public int? Requests { get; init; }

    /// <summary>The time that <see cref="Requests"/> counts for. Default 1 s.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The most requests at once after a quiet time: in any time span there are at most so many, and those of <see cref="Requests"/> for that span. Null means
    /// <see cref="Requests"/>.
    /// </summary>
    public int? Burst { get; init; }

    /// <summary>The most requests under way at a time; null for any number.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How long a caller that waits for the answer is kept waiting for its turn. Default 5 s; zero refuses at once. Deliveries wait in the queue instead.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.RateLimitPolicy, null, Code);
}
