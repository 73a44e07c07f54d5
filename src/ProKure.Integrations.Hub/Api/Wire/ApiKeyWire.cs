using System.Diagnostics.CodeAnalysis;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>A key to create.</summary>
internal sealed record ApiKeyRequest
{
    /// <summary>The public part of the key, as <c>BUYING_APP</c>; unique, also among disabled ones.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do: invoke, logs:read, deliveries:manage, config:read, config:write, keys:manage, audit:read, erasures:manage, admin.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Codes of the systems it is limited to; none for all.</summary>
    public IReadOnlyList<string>? Systems { get; init; }

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A key for this API, without its secret.</summary>
internal record ApiKeyResponse : StoredResponse
{
    /// <summary>The public part of the key.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Codes of the systems it is limited to; empty for all.</summary>
    public required IReadOnlyList<string> Systems { get; init; }

    /// <summary>From when on it is refused; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>False refuses it.</summary>
    public required bool Enabled { get; init; }
}

/// <summary>A key just created.</summary>
internal sealed record CreatedApiKeyResponse : ApiKeyResponse
{
    public CreatedApiKeyResponse()
    {
    }

    [SetsRequiredMembers]
    public CreatedApiKeyResponse(ApiKeyResponse key) : base(key)
    {
    }

    /// <summary>The whole key. It is shown this once and kept nowhere.</summary>
    public required string Key { get; init; } = "";
}
