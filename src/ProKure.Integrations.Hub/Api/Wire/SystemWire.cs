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

    /// <summary>Code of the rate limit policy for all its endpoints together; null for none.</summary>
    public string? RateLimitPolicy { get; init; }

    /// <summary>Code of the retention class of its exchanges; null for the default. An endpoint may name another.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>Headers with fixed values sent with each request. Secrets do not belong here.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Names of fields in bodies whose values are never stored, besides the defaults.</summary>
    public IReadOnlyList<string>? RedactedFields { get; init; }

    /// <summary>Where calls may go besides public addresses, and whose certificates they trust. Default: public addresses only.</summary>
    public OutboundBody? Outbound { get; init; }

    /// <summary>What is not stored of its exchanges, besides the defaults; null for nothing more.</summary>
    public RedactionBody? Redaction { get; init; }

    /// <summary>How much is stored of its exchanges; null for everything, and where an endpoint says nothing as its system says.</summary>
    public CaptureBody? Capture { get; init; }

    /// <summary>Code of the credential that its calls use; null for none. An endpoint may name another.</summary>
    public string? Credential { get; init; }
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

    /// <summary>Code of the rate limit policy for all its endpoints together; null for none.</summary>
    public required string? RateLimitPolicy { get; init; }

    /// <summary>Code of the retention class of its exchanges; null for the default. An endpoint may name another.</summary>
    public required string? RetentionClass { get; init; }

    /// <summary>Headers with fixed values sent with each request.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Names of fields in bodies whose values are never stored, besides the defaults.</summary>
    public required IReadOnlyList<string> RedactedFields { get; init; }

    /// <summary>What is not stored of its exchanges, besides the defaults.</summary>
    public required RedactionBody Redaction { get; init; }

    /// <summary>How much is stored of its exchanges.</summary>
    public required CaptureBody Capture { get; init; }

    /// <summary>Code of the credential that its calls use; null for none.</summary>
    public required string? Credential { get; init; }

    /// <summary>Where calls may go besides public addresses, and whose certificates they trust.</summary>
    public required OutboundBody Outbound { get; init; }
}

/// <summary>Where a system's calls may go besides public addresses, and whose certificates they trust.</summary>
internal sealed record OutboundBody
{
    /// <summary>Hosts, as <c>sap.corp.example</c> or <c>127.0.0.1:5081</c>, whose addresses may be private or loopback. Default none.</summary>
    public IReadOnlyList<string>? AllowHosts { get; init; }

    /// <summary>Networks, as <c>10.20.0.0/16</c>, whose addresses may be called although they are not public. Default none.</summary>
    public IReadOnlyList<string>? AllowNetworks { get; init; }

    /// <summary>How many redirects of one call are followed. Default 0: none.</summary>
    public int? MaxRedirects { get; init; }

    /// <summary>Certificates in PEM form that are trusted as authorities in place of the machine's; null for the machine's.</summary>
    public string? CaCertificates { get; init; }
}
