using ProKure.Integrations.Authentication;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.Api.Resources;

/// <summary>Changes configuration: checked first, saved whole or not at all, and in force before the answer goes out.</summary>
internal sealed class ConfigurationEditor(IConfigurationStore store, ConfigurationSnapshots snapshots, CredentialVault vault)
{
    /// <summary>The configuration in force.</summary>
    public HubConfiguration Current => snapshots.Current.Configuration;

    /// <summary>Takes in what others changed meanwhile, so that a write is checked against what stands in the store.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => snapshots.ReloadAsync(cancellationToken);

    /// <summary>Saves a row.</summary>
    /// <param name="row">The row as it shall be.</param>
    /// <param name="expectedVersion">The version that it replaces; 0 for none.</param>
    /// <param name="changedBy">Who, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait before the save.</param>
    /// <returns>Null once the row is saved and in force; otherwise why nothing was saved.</returns>
    public async Task<Problem?> SaveAsync(IConfigurationRow row, int expectedVersion, string changedBy, CancellationToken cancellationToken)
    {
        if (ConfigurationValidator.Validate(Current, [row]) is { Count: > 0 } faults)
            return Problem.InConfiguration(faults);
        try
        {
            if (row is CredentialConfig credential)
                row = vault.Seal(credential, Current.Credentials.FirstOrDefault(stored => stored.Row.Code == credential.Code)?.Row);
            var result = await store.SaveAsync([new ConfigurationChange(row, expectedVersion)], changedBy, cancellationToken);
            if (!result.IsSaved)
                return Conflict(result.Conflicts[0]);
        }
        catch (ConfigurationReferenceException fault)
        {
            // What it names was there when it was checked, and is gone since.
            return Problem.InConfiguration([new FieldFault("", fault.Message)]);
        }
        catch (MasterKeyException fault)
        {
            return new Problem(ProblemTypes.NoMasterKey, fault.Message);
        }

        // Saved is saved: who asked for it may be gone, the snapshot has to follow all the same.
        await snapshots.ReloadAsync(CancellationToken.None);
        return null;
    }

    private static Problem Conflict(ConfigurationConflict conflict) => conflict.ExpectedVersion == 0
        ? new Problem(ProblemTypes.AlreadyExists, $"{conflict.Key} exists already, with ETag {Precondition.ETag(conflict.ActualVersion)}.")
        : new Problem(ProblemTypes.PreconditionFailed,
            $"{conflict.Key} stands at ETag {Precondition.ETag(conflict.ActualVersion)}, not at {Precondition.ETag(conflict.ExpectedVersion)}; read it again.");
}
