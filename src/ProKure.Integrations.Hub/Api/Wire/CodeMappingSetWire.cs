using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>A table of internal codes and a system's codes for the same things.</summary>
internal sealed record CodeMappingSetRequest
{
    /// <summary>Code, as <c>UOM</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>What it maps, for people; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>What a code without a mapping gives. Default ERROR: nothing half-mapped is sent.</summary>
    public MissingCode? OnMissing { get; init; }

    /// <summary>The external code for an unknown internal one; needed with DEFAULT.</summary>
    public string? DefaultExternal { get; init; }

    /// <summary>The internal code for an unknown external one; needed with DEFAULT.</summary>
    public string? DefaultInternal { get; init; }

    /// <summary>The pairs. An internal code stands once; of several with one external code, the first wins on the way back.</summary>
    public IReadOnlyList<CodeMappingBody>? Mappings { get; init; }
}

/// <summary>A table of internal codes and a system's codes for the same things.</summary>
internal sealed record CodeMappingSetResponse : StoredResponse
{
    /// <summary>Code of the system whose codes are the external ones.</summary>
    public required string SystemCode { get; init; }

    /// <summary>Code, as <c>UOM</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What it maps, for people; null for none.</summary>
    public required string? Description { get; init; }

    /// <summary>What a code without a mapping gives.</summary>
    public required MissingCode OnMissing { get; init; }

    /// <summary>The external code for an unknown internal one; null for none.</summary>
    public required string? DefaultExternal { get; init; }

    /// <summary>The internal code for an unknown external one; null for none.</summary>
    public required string? DefaultInternal { get; init; }

    /// <summary>The pairs, in the order written.</summary>
    public required IReadOnlyList<CodeMappingBody> Mappings { get; init; }
}

/// <summary>One pair of codes.</summary>
internal sealed record CodeMappingBody
{
    /// <summary>ProKure's code.</summary>
    public required string Internal { get; init; }

    /// <summary>The external system's code.</summary>
    public required string External { get; init; }
}
