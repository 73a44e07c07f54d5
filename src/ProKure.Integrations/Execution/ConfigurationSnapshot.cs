using System.Collections.Frozen;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Transformation;

namespace ProKure.Integrations.Execution;

/// <summary>The configuration that calls run with: one revision, compiled, immutable, swapped as a whole.</summary>
public sealed class ConfigurationSnapshot
{
    private readonly FrozenDictionary<string, SystemPlan> _systems;
    private readonly FrozenDictionary<string, ApiKeyConfig> _apiKeys;

    private ConfigurationSnapshot(HubConfiguration configuration, FrozenDictionary<string, SystemPlan> systems)
    {
        Configuration = configuration;
        _systems = systems;
        _apiKeys = configuration.ApiKeys.ToFrozenDictionary(k => k.Row.Id, k => k.Row, StringComparer.Ordinal);
    }

    /// <summary>What it was compiled from.</summary>
    public HubConfiguration Configuration { get; }

    /// <summary>On what terms an endpoint is called; null when there is no such endpoint.</summary>
    public CallTerms? FindTerms(string systemCode, string endpointCode) =>
        FindSystem(systemCode)?.FindEndpoint(endpointCode) is { } plan ? new CallTerms(plan.Timeout, plan.Endpoint.Idempotency) : null;

    /// <summary>Compiles a configuration.</summary>
    public static ConfigurationSnapshot Compile(HubConfiguration configuration, TimeProvider time) => Compile(configuration, null, time);

    internal static ConfigurationSnapshot Compile(HubConfiguration configuration, RedactionTags? tags, TimeProvider time)
    {
        var organizations = configuration.Organizations.ToDictionary(o => o.Row.Code, o => o.Row, StringComparer.Ordinal);
        var retryPolicies = configuration.RetryPolicies.ToDictionary(p => p.Row.Code, p => p.Row, StringComparer.Ordinal);
        var limits = configuration.RateLimitPolicies.ToDictionary(p => p.Row.Code, p => p.Row, StringComparer.Ordinal);
        var retention = configuration.RetentionClasses.ToDictionary(c => c.Row.Code, c => c.Row, StringComparer.Ordinal);
        var credentials = configuration.Credentials.ToDictionary(c => c.Row.Code, c => c.Row, StringComparer.Ordinal);
        var transforms = configuration.Transforms.ToLookup(t => t.Row.SystemCode, t => t.Row, StringComparer.Ordinal);
        var codeSets = configuration.CodeMappingSets.ToLookup(s => s.Row.SystemCode, s => s.Row, StringComparer.Ordinal);
        var endpoints = configuration.Endpoints.ToLookup(e => e.Row.SystemCode, StringComparer.Ordinal);

        return new ConfigurationSnapshot(configuration, configuration.Systems.ToFrozenDictionary(s => s.Row.Code, SystemOf, StringComparer.Ordinal));

        SystemPlan SystemOf(Versioned<SystemConfig> system)
        {
            var code = system.Row.Code;
            var codes = new CodeMappings(code, codeSets[code]);
            var organization = system.Row.Organization is { } owner ? organizations.GetValueOrDefault(owner) : null;
            var planner = new EndpointPlanner(
                organization, system.Row, transforms[code].ToDictionary(t => t.Code, StringComparer.Ordinal), retryPolicies, limits, retention, credentials, codes, tags, time);
            return new SystemPlan(system.Row, codes, endpoints[code].ToFrozenDictionary(e => e.Row.Code, planner.Plan, StringComparer.Ordinal));
        }
    }

    /// <summary>The system with this code; null when there is none.</summary>
    public SystemPlan? FindSystem(string code) => _systems.GetValueOrDefault(code);

    /// <summary>The API key with this id, disabled and expired ones included; null when there is none.</summary>
    public ApiKeyConfig? FindApiKey(string id) => _apiKeys.GetValueOrDefault(id);
}

/// <summary>One system, compiled.</summary>
public sealed class SystemPlan
{
    private readonly FrozenDictionary<string, EndpointPlan> _endpoints;

    internal SystemPlan(SystemConfig system, CodeMappings codes, FrozenDictionary<string, EndpointPlan> endpoints)
    {
        System = system;
        Codes = codes;
        _endpoints = endpoints;
    }

    /// <summary>The system.</summary>
    public SystemConfig System { get; }

    /// <summary>Its code mapping sets.</summary>
    public CodeMappings Codes { get; }

    internal EndpointPlan? FindEndpoint(string code) => _endpoints.GetValueOrDefault(code);
}
