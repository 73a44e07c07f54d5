using System.Collections.Concurrent;
using ProKure.Integrations;
using ProKure.Integrations.Authentication.Tokens;

namespace ProKure.TestKit.Authentication;

/// <summary>A token store that forgets at the end, and can be away.</summary>
public sealed class InMemoryTokenStore : ICredentialTokenStore
{
    private readonly ConcurrentDictionary<string, SealedToken> _tokens = new(StringComparer.Ordinal);

    /// <summary>Fails everything that is asked of it.</summary>
    public bool IsAway { get; set; }

    /// <inheritdoc/>
    public Task<SealedToken?> FindAsync(string credentialCode, CancellationToken cancellationToken) => Run(() => _tokens.GetValueOrDefault(credentialCode));

    /// <inheritdoc/>
    public Task<IReadOnlyList<SealedToken>> ListAsync(CancellationToken cancellationToken) =>
        Run<IReadOnlyList<SealedToken>>(() => [.. _tokens.Values.OrderBy(token => token.CredentialCode, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public Task<bool> PutAsync(SealedToken token, CancellationToken cancellationToken) => Run(() =>
    {
        if (token.Version == 1)
            return _tokens.TryAdd(token.CredentialCode, token);
        return _tokens.TryGetValue(token.CredentialCode, out var standing) && standing.Version == token.Version - 1 && _tokens.TryUpdate(token.CredentialCode, token, standing);
    });

    private Task<T> Run<T>(Func<T> work) => IsAway ? Task.FromException<T>(new StoreUnavailableException("The token store is away.")) : Task.FromResult(work());
}
