namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>The business unit that owns systems.</summary>
internal sealed record OrganizationRequest
{
    /// <summary>Code, as <c>PROCUREMENT_EU</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }
}

/// <summary>The business unit that owns systems.</summary>
internal sealed record OrganizationResponse : StoredResponse
{
    /// <summary>Code, as <c>PROCUREMENT_EU</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }
}
