using Microsoft.Extensions.Logging;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Authentication.Keys;

/// <summary>The secrets of credentials. Encrypting them anew is an ordinary change of the configuration, so that it cannot undo what somebody else saved meanwhile.</summary>
public sealed partial class SealedCredentials(IConfigurationStore configuration, CredentialVault vault, IMasterKeyProvider keys, ILogger<SealedCredentials> logger) : ISealedKind
{
    /// <summary>Who is named in the history of the configuration.</summary>
    public const string ChangedBy = "master key rotation";

    private const int BatchSize = 20;

    /// <inheritdoc/>
    public SealedKind Kind => SealedKind.Credential;

    /// <inheritdoc/>
    public async Task<SealedCount?> CountAsync(CancellationToken cancellationToken)
    {
        var stored = await configuration.LoadAsync(cancellationToken);
        return new SealedCount(stored.Credentials.Where(row => !row.Row.Secrets.IsEmpty).CountBy(row => row.Row.Secrets.KeyId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public async Task<RotationPass> PassAsync(RotationRun run, CancellationToken cancellationToken)
    {
        var (current, changes) = (keys.CurrentKeyId, new List<ConfigurationChange>());
        foreach (var (row, version, _, _) in (await configuration.LoadAsync(cancellationToken)).Credentials)
        {
            if (changes.Count == BatchSize || row.Secrets.IsEmpty || row.Secrets.KeyId == current || run.IsUnreadable(row.Code))
                continue;
            try
            {
                changes.Add(new ConfigurationChange(vault.Reseal(row), version));
            }
            catch (MasterKeyException fault)
            {
                Log.Unreadable(logger, row.Code, fault);
                run.NoteUnreadable(row.Code);
            }
        }

        var done = changes.Count > 0 && (await configuration.SaveAsync(changes, ChangedBy, cancellationToken)).IsSaved ? changes.Count : 0;
        return new RotationPass(changes.Count == 0, done);
    }

    private static partial class Log
    {
        [LoggerMessage(922, LogLevel.Warning, "The secrets of {Credential} cannot be encrypted anew")]
        public static partial void Unreadable(ILogger logger, string credential, Exception fault);
    }
}
