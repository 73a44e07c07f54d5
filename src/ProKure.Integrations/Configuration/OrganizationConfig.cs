namespace ProKure.Integrations.Configuration;

/// <summary>The business unit that owns systems.</summary>
public sealed record OrganizationConfig : IConfigurationRow
{
    /// <summary>Code, as <c>PROCUREMENT_EU</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What is not stored of the exchanges of the organisation's systems besides the defaults. Default: nothing more.</summary>
    public RedactionConfig Redaction { get; init; } = RedactionConfig.None;

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.Organization, null, Code);
}
