namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>The business unit that owns systems.</summary>
internal sealed record OrganizationRequest
{
    /// <summary>Code, as <c>PROCUREMENT_EU</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What is not stored of its exchanges, besides the defaults; null for nothing more.</summary>
    public RedactionBody? Redaction { get; init; }
}

/// <summary>The business unit that owns systems.</summary>
internal sealed record OrganizationResponse : StoredResponse
{
    /// <summary>Code, as <c>PROCUREMENT_EU</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What is not stored of its exchanges, besides the defaults.</summary>
    public required RedactionBody Redaction { get; init; }
}
