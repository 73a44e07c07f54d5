namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>An external system that the hub calls.</summary>
internal sealed record SystemRequest
{
    /// <summary>Code, as <c>SAP</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Code of the owning organization; null for none.</summary>
    public string? Organization { get; init; }

    /// <summary>Absolute http or https URL that endpoint paths are appended to.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>False refuses every call to the system. Default true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>How long a connection may take to open. Default 5s.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>How long a whole call may take. Default 30s; an endpoint may say otherwise.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most connections to each host of the system. Default 64.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>Headers with fixed values sent with each request. Secrets do not belong here.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Names of fields in bodies whose values are never stored, besides the defaults.</summary>
    public IReadOnlyList<string>? RedactedFields { get; init; }
}

/// <summary>An external system that the hub calls.</summary>
internal sealed record SystemResponse : StoredResponse
{
    /// <summary>Code, as <c>SAP</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Code of the owning organization; null for none.</summary>
    public required string? Organization { get; init; }

    /// <summary>Absolute http or https URL that endpoint paths are appended to.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>False refuses every call to the system.</summary>
    public required bool Enabled { get; init; }

    /// <summary>How long a connection may take to open.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>How long a whole call may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The most connections to each host of the system.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Headers with fixed values sent with each request.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Names of fields in bodies whose values are never stored, besides the defaults.</summary>
    public required IReadOnlyList<string> RedactedFields { get; init; }
}
