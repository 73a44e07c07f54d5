using Microsoft.Extensions.Logging;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Authentication.Tokens;

/// <summary>Tokens in the store. One that is renewed meanwhile is encrypted with the current key already.</summary>
public sealed partial class SealedTokens(ICredentialTokenStore tokens, IMasterKeyProvider keys, ILogger<SealedTokens> logger) : ISealedKind
{
    private const int BatchSize = 20;

    /// <inheritdoc/>
    public SealedKind Kind => SealedKind.Token;

    /// <inheritdoc/>
    public async Task<SealedCount?> CountAsync(CancellationToken cancellationToken) =>
        new SealedCount((await tokens.ListAsync(cancellationToken)).CountBy(token => token.KeyId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));

    /// <inheritdoc/>
    public async Task<RotationPass> PassAsync(RotationRun run, CancellationToken cancellationToken)
    {
        var (current, found, done) = (keys.CurrentKeyId, false, 0);
        foreach (var token in (await tokens.ListAsync(cancellationToken)).Where(token => token.KeyId != current && !run.IsUnreadable(NameOf(token))).Take(BatchSize))
        {
            found = true;
            try
            {
                if (await tokens.PutAsync(HeldTokens.Open(token, keys).Seal(token.CredentialCode, keys), cancellationToken))
                    done++;
            }
            catch (MasterKeyException fault)
            {
                Log.Unreadable(logger, token.CredentialCode, fault);
                run.NoteUnreadable(NameOf(token));
            }
        }

        return new RotationPass(!found, done);
    }

    private static string NameOf(SealedToken token) => $"the token of {token.CredentialCode}";

    private static partial class Log
    {
        [LoggerMessage(1701, LogLevel.Warning, "The token of {Credential} cannot be encrypted anew")]
        public static partial void Unreadable(ILogger logger, string credential, Exception fault);
    }
}
