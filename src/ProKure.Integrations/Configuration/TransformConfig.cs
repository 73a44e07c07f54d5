namespace ProKure.Integrations.Configuration;

/// <summary>
/// A JSONata mapping. Calls use the published text; a draft can be written and tried beside it until it is published in its place.
/// </summary>
public sealed record TransformConfig : IConfigurationRow
{
    /// <summary>Code of the system that it belongs to.</summary>
    public required string SystemCode { get; init; }

    /// <summary>Code, as <c>CREATE_PO_REQUEST</c>; unique in its system.</summary>
    public required string Code { get; init; }

    /// <summary>What it does, for people; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The JSONata that calls use; null until first published.</summary>
    public string? Published { get; init; }

    /// <summary>Counts publications: 1 for the first; 0 when there was none.</summary>
    public int PublishedVersion { get; init; }

    /// <summary>The JSONata being worked on; null when nothing differs from what is published.</summary>
    public string? Draft { get; init; }

    /// <summary>False fails every call that needs it. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.Transform, SystemCode, Code);
}
