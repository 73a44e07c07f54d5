using ProKure.Integrations.Authentication;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>Brings a store to what configuration files say, in one transaction or not at all.</summary>
public static class ConfigurationApply
{
    private const int MaxTries = 3;

    /// <summary>Plans, and saves what differs, if nothing is wrong with the files.</summary>
    /// <param name="store">The store.</param>
    /// <param name="files">What was read.</param>
    /// <param name="vault">Seals the secrets of credentials.</param>
    /// <param name="changedBy">Who applies, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait; the save happens whole or not at all.</param>
    public static async Task<ConfigurationApplyResult> ApplyAsync(
        IConfigurationStore store, ConfigurationFileResult files, CredentialVault vault, string changedBy, CancellationToken cancellationToken)
    {
        // Several hubs that start at once apply the same files: who comes second finds the rows changed, plans again and has nothing left to do.
        for (var attempt = 1; ; attempt++)
        {
            var current = await store.LoadAsync(cancellationToken);
            var plan = ConfigurationPlan.Make(files, current, vault);
            var changes = plan.Changes;
            if (!plan.IsValid || changes.Count == 0)
                return new ConfigurationApplyResult(plan, current.Revision, []);

            var saved = await store.SaveAsync(changes, changedBy, cancellationToken);
            if (saved.IsSaved || attempt == MaxTries)
                return new ConfigurationApplyResult(plan, saved.Revision, saved.Conflicts);
        }
    }
}

/// <summary>How applying files ended.</summary>
/// <param name="Plan">What was to be done, or why it could not be.</param>
/// <param name="Revision">The store's revision afterwards.</param>
/// <param name="Conflicts">Rows that others kept changing meanwhile; nothing was saved then.</param>
public sealed record ConfigurationApplyResult(ConfigurationPlan Plan, long Revision, IReadOnlyList<ConfigurationConflict> Conflicts)
{
    /// <summary>Whether the store now says what the files say.</summary>
    public bool IsApplied => Plan.IsValid && Conflicts.Count == 0;
}
