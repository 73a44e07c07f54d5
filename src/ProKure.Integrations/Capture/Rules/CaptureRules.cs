using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Capture.Rules;

/// <summary>The rules that rows of configuration add.</summary>
internal static class CaptureRules
{
    public static IEnumerable<OwnedRules> Of(OrganizationConfig? organization, SystemConfig? system, EndpointConfig? endpoint)
    {
        if (organization is not null)
            yield return Of("organization", organization.Redaction);
        if (system is not null)
        {
            yield return new OwnedRules("system", system.RedactedFields, [], []);
            yield return Of("system", system.Redaction);
        }

        if (endpoint is not null)
            yield return Of("endpoint", endpoint.Redaction);
    }

    public static OwnedRules Of(string owner, RedactionConfig rules) => new(owner, rules.Fields, rules.Patterns, rules.AllowedHeaders);
}
