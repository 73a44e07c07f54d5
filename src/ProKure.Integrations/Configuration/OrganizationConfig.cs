namespace ProKure.Integrations.Configuration;

/// <summary>The business unit that owns systems.</summary>
public sealed record OrganizationConfig : IConfigurationRow
{
    /// <summary>Code, as <c>PROCUREMENT_EU</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.Organization, null, Code);
}
