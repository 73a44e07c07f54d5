using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Rows;

namespace ProKure.Integrations.Postgres.Configuration;

/// <summary>All tables of configuration rows.</summary>
internal static class RowTables
{
    public static readonly RowTable<OrganizationConfig> Organizations = new(ConfigurationColumns.Organizations);
    public static readonly RowTable<RetryPolicyConfig> RetryPolicies = new(ConfigurationColumns.RetryPolicies);
    public static readonly RowTable<RateLimitPolicyConfig> RateLimitPolicies = new(ConfigurationColumns.RateLimitPolicies);
    public static readonly RowTable<RetentionClassConfig> RetentionClasses = new(ConfigurationColumns.RetentionClasses);
    public static readonly RowTable<CredentialConfig> Credentials = new(ConfigurationColumns.Credentials);
    public static readonly RowTable<SystemConfig> Systems = new(ConfigurationColumns.Systems);
    public static readonly RowTable<TransformConfig> Transforms = new(ConfigurationColumns.Transforms);
    public static readonly CodeMappingSetTable CodeMappingSets = new();
    public static readonly RowTable<EndpointConfig> Endpoints = new(ConfigurationColumns.Endpoints);
    public static readonly ApiKeyTable ApiKeys = new();

    public static RowTable Of(ConfigurationKind kind) => kind switch
    {
        ConfigurationKind.Organization => Organizations,
        ConfigurationKind.RetryPolicy => RetryPolicies,
        ConfigurationKind.RateLimitPolicy => RateLimitPolicies,
        ConfigurationKind.RetentionClass => RetentionClasses,
        ConfigurationKind.Credential => Credentials,
        ConfigurationKind.System => Systems,
        ConfigurationKind.Transform => Transforms,
        ConfigurationKind.CodeMappingSet => CodeMappingSets,
        ConfigurationKind.Endpoint => Endpoints,
        ConfigurationKind.ApiKey => ApiKeys,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No table keeps rows of this kind."),
    };
}
