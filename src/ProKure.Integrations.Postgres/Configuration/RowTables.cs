using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Postgres.Configuration;

/// <summary>All tables of configuration rows.</summary>
internal static class RowTables
{
    public static readonly OrganizationTable Organizations = new();
    public static readonly RetryPolicyTable RetryPolicies = new();
    public static readonly RateLimitPolicyTable RateLimitPolicies = new();
    public static readonly RetentionClassTable RetentionClasses = new();
    public static readonly CredentialTable Credentials = new();
    public static readonly SystemTable Systems = new();
    public static readonly TransformTable Transforms = new();
    public static readonly CodeMappingSetTable CodeMappingSets = new();
    public static readonly EndpointTable Endpoints = new();
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
