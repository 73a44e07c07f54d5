using System.Globalization;
using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>
/// Writes configuration as files that give the same rows when they are read. What files do not hold is left out: API keys, drafts, secrets, and the
/// placeholders that a URL was once written with.
/// </summary>
public static class ConfigurationExport
{
    /// <summary>The file of organisations and policies. No system's file has its name, because no code starts with an underscore.</summary>
    public const string SharedFileName = "_shared.yaml";

    /// <summary>All configuration: a file a system, and one of shared rows where there are any.</summary>
    public static IReadOnlyList<ConfigurationFile> All(HubConfiguration configuration)
    {
        var shared = Shared(configuration);
        return
        [
            .. shared.Length > 0 ? [new ConfigurationFile(SharedFileName, shared)] : Array.Empty<ConfigurationFile>(),
            .. configuration.Systems.Select(system => new ConfigurationFile($"{system.Row.Code.ToLowerInvariant()}.yaml", System(configuration, system.Row.Code))),
        ];
    }

    /// <summary>Organisations, policies and credentials of no single system; empty when there are none.</summary>
    public static string Shared(HubConfiguration configuration)
    {
        var yaml = new YamlWriter();
        Rows(yaml, "organizations", configuration.Organizations.Select(stored => stored.Row), row => row.Code, row => Organization(yaml, row));
        Rows(yaml, "retry_policies", configuration.RetryPolicies.Select(stored => stored.Row), row => row.Code, row => RetryPolicy(yaml, row));
        Rows(yaml, "rate_limit_policies", configuration.RateLimitPolicies.Select(stored => stored.Row), row => row.Code, row => RateLimitPolicy(yaml, row));
        Rows(yaml, "retention_classes", configuration.RetentionClasses.Select(stored => stored.Row), row => row.Code, row => RetentionClassSections.Write(yaml, row));
        Rows(yaml, "credentials", Credentials(configuration, row => row.System is null), row => row.Code, row => CredentialSections.Write(yaml, row));
        return yaml.ToString();
    }

    /// <summary>One system with its credentials, code mapping sets, transforms and endpoints.</summary>
    /// <exception cref="ArgumentException">There is no such system.</exception>
    public static string System(HubConfiguration configuration, string systemCode)
    {
        var system = configuration.Systems.FirstOrDefault(stored => stored.Row.Code == systemCode)?.Row
            ?? throw new ArgumentException($"There is no system '{systemCode}'.", nameof(systemCode));
        var transforms = configuration.Transforms.Select(stored => stored.Row).Where(row => row.SystemCode == systemCode).ToLookup(row => row.Published is not null);
        var yaml = new YamlWriter();
        yaml.Map("system", () => System(yaml, system));
        Rows(yaml, "credentials", Credentials(configuration, row => row.System == systemCode), row => row.Code, row => CredentialSections.Write(yaml, row));
        Rows(yaml, "code_mapping_sets", OfSystem(configuration.CodeMappingSets, row => row.SystemCode == systemCode), row => row.Code, row => CodeMappingSet(yaml, row));
        Rows(yaml, "transforms", transforms[true], row => row.Code, row => Transform(yaml, row));
        foreach (var draft in transforms[false])
            yaml.Comment($"The transform {draft.Code} was never published; files hold published texts only.");
        Rows(yaml, "endpoints", OfSystem(configuration.Endpoints, row => row.SystemCode == systemCode), row => row.Code, row => Endpoint(yaml, row));
        return yaml.ToString();
    }

    private static IEnumerable<CredentialConfig> Credentials(HubConfiguration configuration, Func<CredentialConfig, bool> isWanted) =>
        OfSystem(configuration.Credentials, isWanted);

    private static IEnumerable<T> OfSystem<T>(IEnumerable<Versioned<T>> stored, Func<T, bool> isOfSystem) where T : IConfigurationRow =>
        stored.Select(row => row.Row).Where(isOfSystem);

    private static void Rows<T>(YamlWriter yaml, string key, IEnumerable<T> rows, Func<T, string> codeOf, Action<T> write)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        if (!yaml.IsEmpty)
            yaml.BlankLine();
        yaml.Map(key, () =>
        {
            foreach (var row in all)
                yaml.Map(codeOf(row), () => write(row));
        });
    }

    private static void Organization(YamlWriter yaml, OrganizationConfig organization)
    {
        yaml.Text("name", organization.Name);
        Redaction(yaml, organization.Redaction);
    }

    private static void Redaction(YamlWriter yaml, RedactionConfig rules)
    {
        if (rules.IsEmpty)
            return;
        yaml.Map("redaction", () =>
        {
            foreach (var (key, list) in new[] { ("fields", rules.Fields), ("patterns", rules.Patterns), ("allowed_headers", rules.AllowedHeaders) })
            {
                if (!list.IsEmpty)
                    yaml.TextList(key, list);
            }
        });
    }

    private static void RetryPolicy(YamlWriter yaml, RetryPolicyConfig policy)
    {
        yaml.Plain("backoff", WireName.Of(policy.Backoff));
        yaml.Plain("initial_delay", Duration.Format(policy.InitialDelay));
        yaml.Plain("max_delay", Duration.Format(policy.MaxDelay));
        yaml.Plain("jitter", policy.Jitter.ToString("R", CultureInfo.InvariantCulture));
        yaml.Plain("max_attempts", policy.MaxAttempts.ToString(CultureInfo.InvariantCulture));
        yaml.Plain("deadline", Duration.Format(policy.Deadline));
    }

    private static void RateLimitPolicy(YamlWriter yaml, RateLimitPolicyConfig policy)
    {
        if (policy.Requests is { } requests)
        {
            yaml.Plain("requests", requests.ToString(CultureInfo.InvariantCulture));
            yaml.Plain("period", Duration.Format(policy.Period));
        }

        if (policy.Burst is { } burst)
            yaml.Plain("burst", burst.ToString(CultureInfo.InvariantCulture));
        if (policy.MaxConcurrency is { } concurrency)
            yaml.Plain("max_concurrency", concurrency.ToString(CultureInfo.InvariantCulture));
        yaml.Plain("max_wait", Duration.Format(policy.MaxWait));
    }

    private static void System(YamlWriter yaml, SystemConfig system)
    {
        yaml.Text("code", system.Code);
        yaml.Text("name", system.Name);
        if (system.Organization is not null)
            yaml.Text("organization", system.Organization);
        yaml.Text("base_url", system.BaseUrl.OriginalString);
        if (!system.Enabled)
            yaml.Plain("enabled", "false");
        yaml.Plain("connect_timeout", Duration.Format(system.ConnectTimeout));
        yaml.Plain("timeout", Duration.Format(system.Timeout));
        yaml.Plain("max_connections", system.MaxConnections.ToString(CultureInfo.InvariantCulture));
        if (system.RateLimitPolicy is not null)
            yaml.Text("rate_limit_policy", system.RateLimitPolicy);
        if (system.RetentionClass is not null)
            yaml.Text("retention_class", system.RetentionClass);
        if (system.Credential is not null)
            yaml.Text("credential", system.Credential);
        if (system.Headers.Count > 0)
            yaml.TextMap("headers", system.Headers);
        if (system.RedactedFields.Length > 0)
            yaml.TextList("redacted_fields", system.RedactedFields);
        Redaction(yaml, system.Redaction);
        CaptureSection.Write(yaml, system.Capture);
        if (system.Outbound != OutboundConfig.Standard)
            yaml.Map("outbound", () => Outbound(yaml, system.Outbound));
    }

    private static void Outbound(YamlWriter yaml, OutboundConfig outbound)
    {
        if (outbound.AllowHosts.Length > 0)
            yaml.TextList("allow_hosts", outbound.AllowHosts);
        if (outbound.AllowNetworks.Length > 0)
            yaml.TextList("allow_networks", outbound.AllowNetworks);
        if (outbound.MaxRedirects != OutboundConfig.Standard.MaxRedirects)
            yaml.Plain("max_redirects", outbound.MaxRedirects.ToString(CultureInfo.InvariantCulture));
        if (outbound.CaCertificates is not null)
            yaml.Text("ca_certificates", outbound.CaCertificates);
    }

    private static void CodeMappingSet(YamlWriter yaml, CodeMappingSetConfig set)
    {
        if (set.Description is not null)
            yaml.Text("description", set.Description);
        yaml.Plain("on_missing", WireName.Of(set.OnMissing));
        if (set.DefaultExternal is not null)
            yaml.Text("default_external", set.DefaultExternal);
        if (set.DefaultInternal is not null)
            yaml.Text("default_internal", set.DefaultInternal);
        if (set.Mappings.Length > 0)
            yaml.TextMap("mappings", set.Mappings.Select(mapping => KeyValuePair.Create(mapping.Internal, mapping.External)));
    }

    private static void Transform(YamlWriter yaml, TransformConfig transform)
    {
        if (transform.Description is not null)
            yaml.Text("description", transform.Description);
        if (!transform.Enabled)
            yaml.Plain("enabled", "false");
        yaml.Text("jsonata", transform.Published ?? "");
    }

    private static void Endpoint(YamlWriter yaml, EndpointConfig endpoint)
    {
        var standard = new EndpointConfig { SystemCode = endpoint.SystemCode, Code = endpoint.Code, Method = endpoint.Method, Path = endpoint.Path };
        if (endpoint.Name is not null)
            yaml.Text("name", endpoint.Name);
        if (!endpoint.Enabled)
            yaml.Plain("enabled", "false");
        yaml.Text("method", endpoint.Method);
        yaml.Text("path", endpoint.Path);
        foreach (var (key, expressions) in new[]
            { ("path_parameters", endpoint.PathParameters), ("query", endpoint.Query), ("headers", endpoint.Headers) })
        {
            if (expressions.Count > 0)
                yaml.TextMap(key, expressions);
        }

        foreach (var (key, text) in new[]
            {
                ("request_transform", endpoint.RequestTransform),
                ("response_transform", endpoint.ResponseTransform),
                ("success_rule", endpoint.SuccessRule),
                ("error_message", endpoint.ErrorMessage),
            })
        {
            if (text is not null)
                yaml.Text(key, text);
        }

        EndpointSections.Write(yaml, endpoint);
        if (endpoint.Timeout is { } timeout)
            yaml.Plain("timeout", Duration.Format(timeout));
        if (endpoint.MaxResponseBytes != standard.MaxResponseBytes)
            yaml.Plain("max_response_bytes", endpoint.MaxResponseBytes.ToString(CultureInfo.InvariantCulture));
        yaml.Plain("idempotency", WireName.Of(endpoint.Idempotency));
        if (endpoint.IdempotencyHeader is not null)
            yaml.Text("idempotency_header", endpoint.IdempotencyHeader);
        if (endpoint.RetryPolicy is not null)
            yaml.Text("retry_policy", endpoint.RetryPolicy);
        if (endpoint.RateLimitPolicy is not null)
            yaml.Text("rate_limit_policy", endpoint.RateLimitPolicy);
        if (endpoint.RetentionClass is not null)
            yaml.Text("retention_class", endpoint.RetentionClass);
        if (endpoint.Credential is not null)
            yaml.Text("credential", endpoint.Credential);
        Redaction(yaml, endpoint.Redaction);
        CaptureSection.Write(yaml, endpoint.Capture);
        if (endpoint.Priority != Retry.Delivery.DefaultPriority)
            yaml.Plain("priority", endpoint.Priority.ToString(CultureInfo.InvariantCulture));
        if (endpoint.FailClosed)
            yaml.Plain("fail_closed", "true");
    }
}
