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
}
