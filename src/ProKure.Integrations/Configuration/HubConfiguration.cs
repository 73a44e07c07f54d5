using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>All configuration at one revision. Immutable; every list is ordered by key.</summary>
public sealed record HubConfiguration
{
    /// <summary>Nothing configured; revision 0.</summary>
    public static readonly HubConfiguration Empty = new();

    /// <summary>Counts changes of the store as a whole: equal revisions are equal configurations.</summary>
    public long Revision { get; init; }

    /// <summary>Business units.</summary>
    public ImmutableArray<Versioned<OrganizationConfig>> Organizations { get; init; } = [];

    /// <summary>Retry policies.</summary>
    public ImmutableArray<Versioned<RetryPolicyConfig>> RetryPolicies { get; init; } = [];

    /// <summary>Rate limit policies.</summary>
    public ImmutableArray<Versioned<RateLimitPolicyConfig>> RateLimitPolicies { get; init; } = [];

    /// <summary>Retention classes.</summary>
    public ImmutableArray<Versioned<RetentionClassConfig>> RetentionClasses { get; init; } = [];

    /// <summary>Credentials, their secrets sealed.</summary>
    public ImmutableArray<Versioned<CredentialConfig>> Credentials { get; init; } = [];

    /// <summary>External systems.</summary>
    public ImmutableArray<Versioned<SystemConfig>> Systems { get; init; } = [];

    /// <summary>Transforms of all systems.</summary>
    public ImmutableArray<Versioned<TransformConfig>> Transforms { get; init; } = [];

    /// <summary>Code mapping sets of all systems.</summary>
    public ImmutableArray<Versioned<CodeMappingSetConfig>> CodeMappingSets { get; init; } = [];

    /// <summary>Endpoints of all systems.</summary>
    public ImmutableArray<Versioned<EndpointConfig>> Endpoints { get; init; } = [];

    /// <summary>API keys, the disabled and expired ones included.</summary>
    public ImmutableArray<Versioned<ApiKeyConfig>> ApiKeys { get; init; } = [];

    /// <summary>Every row, without its version; ordered as references need them: what a row names comes before it.</summary>
    public IEnumerable<IConfigurationRow> AllRows() =>
    [
        .. Organizations.Select(stored => stored.Row),
        .. RetryPolicies.Select(stored => stored.Row),
        .. RateLimitPolicies.Select(stored => stored.Row),
        .. RetentionClasses.Select(stored => stored.Row),
        .. Credentials.Select(stored => stored.Row),
        .. Systems.Select(stored => stored.Row),
        .. Transforms.Select(stored => stored.Row),
        .. CodeMappingSets.Select(stored => stored.Row),
        .. Endpoints.Select(stored => stored.Row),
        .. ApiKeys.Select(stored => stored.Row),
    ];
}
