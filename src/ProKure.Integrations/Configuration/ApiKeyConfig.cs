using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>A key for the REST API. The key itself is shown once, when made; only its hash is kept.</summary>
public sealed record ApiKeyConfig : IConfigurationRow
{
    /// <summary>The public part of the key, by which it is found; 1 to 64 of <c>A-Z 0-9 _ . -</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is, for people and for the audit trail.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret part, in lower-case hex. A plain hash is enough: the secret has 256 random bits.</summary>
    public required string SecretHash { get; init; }

    /// <summary>What the key may do.</summary>
    public required ImmutableArray<string> Scopes { get; init; }

    /// <summary>Codes of the systems it is limited to; empty for all.</summary>
    public ImmutableArray<string> Systems { get; init; } = [];

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>False refuses it. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.ApiKey, null, Id);
}
