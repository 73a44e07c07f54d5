using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>A table of internal codes and a system's codes for the same things, as units of measure.</summary>
public sealed record CodeMappingSetConfig : IConfigurationRow
{
    /// <summary>Code of the system whose codes are the external ones.</summary>
    public required string SystemCode { get; init; }

    /// <summary>Code, as <c>UOM</c>; unique in its system. Transforms name it: <c>$externalCode("UOM", unit)</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What it maps, for people; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>What a code without a mapping gives. Default: an error, so that nothing half-mapped is sent.</summary>
    public MissingCode OnMissing { get; init; } = MissingCode.Error;

    /// <summary>The external code for an unknown internal one; needed with <see cref="MissingCode.Default"/>.</summary>
    public string? DefaultExternal { get; init; }

    /// <summary>The internal code for an unknown external one; needed with <see cref="MissingCode.Default"/>.</summary>
    public string? DefaultInternal { get; init; }

    /// <summary>
    /// The pairs, in the order written. An internal code stands once; an external code may stand for several internal ones: the first wins on the way back.
    /// </summary>
    public ImmutableArray<CodeMapping> Mappings { get; init; } = [];

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.CodeMappingSet, SystemCode, Code);
}

/// <summary>One pair of codes.</summary>
/// <param name="Internal">ProKure's code.</param>
/// <param name="External">The external system's code.</param>
public readonly record struct CodeMapping(string Internal, string External);

/// <summary>What a code without a mapping gives.</summary>
public enum MissingCode
{
    /// <summary>The transform fails, and nothing is sent.</summary>
    Error,

    /// <summary>The code itself, unmapped.</summary>
    PassThrough,

    /// <summary>The set's default code.</summary>
    Default,
}
