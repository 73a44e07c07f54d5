namespace ProKure.Integrations.Authentication.Tokens;

/// <summary>The tokens that credentials have at the moment, encrypted: shared by all hubs, so that one asks for a token and the others read it.</summary>
public interface ICredentialTokenStore
{
    /// <summary>The token of a credential; null where there is none yet.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be used now.</exception>
    Task<SealedToken?> FindAsync(string credentialCode, CancellationToken cancellationToken);

    /// <summary>All tokens, in the order of their codes.</summary>
    Task<IReadOnlyList<SealedToken>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Writes a token in place of the version that the writer saw.</summary>
    /// <param name="token">The token; its version is one more than the one that it replaces.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when another version stands there; nothing was written.</returns>
    Task<bool> PutAsync(SealedToken token, CancellationToken cancellationToken);
}

/// <summary>A credential's tokens as they are stored.</summary>
/// <param name="CredentialCode">The credential.</param>
/// <param name="Version">1 when first written, one more with every change.</param>
/// <param name="KeyId">Id of the master key that wraps the data key.</param>
/// <param name="WrappedKey">The data key, wrapped.</param>
/// <param name="Content">The tokens, encrypted with it.</param>
public sealed record SealedToken(string CredentialCode, long Version, string KeyId, ReadOnlyMemory<byte> WrappedKey, ReadOnlyMemory<byte> Content);
