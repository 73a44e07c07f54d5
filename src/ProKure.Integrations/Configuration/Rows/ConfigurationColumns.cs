namespace ProKure.Integrations.Configuration.Rows;

/// <summary>The columns of all kinds of configuration rows.</summary>
public static class ConfigurationColumns
{
    /// <summary>Of organizations.</summary>
    public static RowColumns<OrganizationConfig> Organizations { get; } = new OrganizationColumns();

    /// <summary>Of retry policies.</summary>
    public static RowColumns<RetryPolicyConfig> RetryPolicies { get; } = new RetryPolicyColumns();

    /// <summary>Of rate limit policies.</summary>
    public static RowColumns<RateLimitPolicyConfig> RateLimitPolicies { get; } = new RateLimitPolicyColumns();

    /// <summary>Of retention classes.</summary>
    public static RowColumns<RetentionClassConfig> RetentionClasses { get; } = new RetentionClassColumns();

    /// <summary>Of credentials.</summary>
    public static RowColumns<CredentialConfig> Credentials { get; } = new CredentialColumns();

    /// <summary>Of external systems.</summary>
    public static RowColumns<SystemConfig> Systems { get; } = new SystemColumns();

    /// <summary>Of transforms.</summary>
    public static RowColumns<TransformConfig> Transforms { get; } = new TransformColumns();

    /// <summary>Of code mapping sets, without their mappings.</summary>
    public static RowColumns<CodeMappingSetConfig> CodeMappingSets { get; } = new CodeMappingSetColumns();

    /// <summary>Of endpoints.</summary>
    public static RowColumns<EndpointConfig> Endpoints { get; } = new EndpointColumns();

    /// <summary>Of API keys, without the systems that they are for.</summary>
    public static RowColumns<ApiKeyConfig> ApiKeys { get; } = new ApiKeyColumns();
}
