namespace ProKure.Integrations.Configuration;

/// <summary>The kinds of configuration rows.</summary>
public enum ConfigurationKind
{
    /// <summary><see cref="OrganizationConfig"/></summary>
    Organization,

    /// <summary><see cref="RetryPolicyConfig"/></summary>
    RetryPolicy,

    /// <summary><see cref="RateLimitPolicyConfig"/></summary>
    RateLimitPolicy,

    /// <summary><see cref="RetentionClassConfig"/></summary>
    RetentionClass,

    /// <summary><see cref="CredentialConfig"/></summary>
    Credential,

    /// <summary><see cref="SystemConfig"/></summary>
    System,

    /// <summary><see cref="TransformConfig"/></summary>
    Transform,

    /// <summary><see cref="CodeMappingSetConfig"/></summary>
    CodeMappingSet,

    /// <summary><see cref="EndpointConfig"/></summary>
    Endpoint,

    /// <summary><see cref="ApiKeyConfig"/></summary>
    ApiKey,
}

/// <summary>Names one configuration row. Codes are stable: a row is never renamed.</summary>
/// <param name="Kind">What the row is.</param>
/// <param name="SystemCode">The system that the row belongs to; null where it belongs to none (organisations, policies, keys, systems themselves).</param>
/// <param name="Code">The row's own code.</param>
public readonly record struct ConfigurationKey(ConfigurationKind Kind, string? SystemCode, string Code)
{
    /// <summary>For people: <c>ENDPOINT SAP/CREATE_PO</c>.</summary>
    public override string ToString() =>
        SystemCode is null ? $"{WireName.Of(Kind)} {Code}" : $"{WireName.Of(Kind)} {SystemCode}/{Code}";
}
