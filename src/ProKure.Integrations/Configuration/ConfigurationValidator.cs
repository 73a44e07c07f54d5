using ProKure.Integrations.Configuration.Validation;

namespace ProKure.Integrations.Configuration;

/// <summary>Checks configuration that somebody wants to save: each row by itself, and what rows say of other rows.</summary>
public static class ConfigurationValidator
{
    /// <summary>Checks all proposed rows as they would stand among the current ones.</summary>
    /// <returns>Every fault of every proposed row, in the order of the rows; empty when all may be saved.</returns>
    public static IReadOnlyList<ConfigurationFault> Validate(HubConfiguration current, IReadOnlyList<IConfigurationRow> proposed) =>
        Validate(current, proposed, areAllKnown: true);

    /// <param name="current">What is configured.</param>
    /// <param name="proposed">What shall be saved.</param>
    /// <param name="areAllKnown">False when some proposed rows could not be read, so that references may name those.</param>
    internal static IReadOnlyList<ConfigurationFault> Validate(
        HubConfiguration current, IReadOnlyList<IConfigurationRow> proposed, bool areAllKnown)
    {
        var all = new List<ConfigurationFault>();
        var known = new KnownRows(current, proposed, areAllKnown);
        var seen = new HashSet<ConfigurationKey>();
        foreach (var row in proposed)
        {
            var faults = new RowFaults(row.Key, all);
            if (!seen.Add(row.Key))
                faults.Add("", "The row stands more than once in the same change.");
            Check(row, faults, known);
        }

        return all;
    }

    private static void Check(IConfigurationRow row, RowFaults faults, KnownRows known)
    {
        switch (row)
        {
            case OrganizationConfig organization:
                OrganizationChecks.Check(organization, faults);
                break;
            case RetryPolicyConfig policy:
                RetryPolicyChecks.Check(policy, faults);
                break;
            case RateLimitPolicyConfig policy:
                RateLimitPolicyChecks.Check(policy, faults);
                break;
            case RetentionClassConfig retention:
                RetentionClassChecks.Check(retention, faults);
                break;
            case CredentialConfig credential:
                CredentialChecks.Check(credential, faults, known);
                break;
            case SystemConfig system:
                SystemChecks.Check(system, faults, known);
                break;
            case TransformConfig transform:
                TransformChecks.Check(transform, faults, known);
                break;
            case CodeMappingSetConfig set:
                CodeMappingSetChecks.Check(set, faults, known);
                break;
            case EndpointConfig endpoint:
                EndpointChecks.Check(endpoint, faults, known);
                break;
            case ApiKeyConfig key:
                ApiKeyChecks.Check(key, faults, known);
                break;
            default:
                throw new ArgumentException($"No checks are known for {row.GetType().Name}.", nameof(row));
        }
    }
}
