using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Authentication.Tokens;

/// <summary>
/// Access tokens: kept in memory and, encrypted, in the store, so that one hub asks and the others read; renewed ahead of expiry; asked for by one call of one hub at a time.
/// </summary>
/// <remarks>
/// A token that can be asked for again survives a store that is away: the hub then asks for itself alone. A refresh token that changes with its use does not: used without the
/// store, the new one could be lost with the process, and the login with it.
/// </remarks>
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Only spreads renewals.")]
internal sealed partial class AccessTokens(
    ICredentialTokenStore store, IMasterKeyProvider keys, IFleetStore fleet, HubInstance instance, TimeProvider time, ILogger logger)
{
    /// <summary>The longest that a request to a token endpoint may take.</summary>
    public static readonly TimeSpan LongestExchange = TimeSpan.FromSeconds(30);

    /// <summary>The longest that such a request waits for its turn by the system's limit: both fit into the lease of the hub that asks.</summary>
    public static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(10);

    private const int SaveTries = 5;

    private static readonly TimeSpan Lease = LongestExchange * 1.5;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, TokenSlot> _slots = new(StringComparer.Ordinal);

    /// <summary>A valid token.</summary>
    /// <param name="material">The credential.</param>
    /// <param name="exchange">Asks the token endpoint.</param>
    /// <param name="isTest">Asks also where a token is at hand, and where asking failed a moment ago.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<TokenResult> GetAsync(CredentialMaterial material, TokenExchange exchange, bool isTest, CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(material.Config.Code, static _ => new TokenSlot());
        if (!isTest && slot.Held is { } held && held.IsUsable(material, slot.Refused, time.GetUtcNow()))
        {
            if (time.GetUtcNow() < held.RefreshAt || !await slot.Gate.WaitAsync(TimeSpan.Zero, cancellationToken))
                return new TokenResult(held.AccessToken, null);
            try
            {
                return await RenewAsync(slot, held, material, exchange, cancellationToken);
            }
            finally
            {
                slot.Gate.Release();
            }
        }

        var before = slot.Last;
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (!isTest && slot.Held is { } meanwhile && meanwhile.IsUsable(material, slot.Refused, time.GetUtcNow()))
                return new TokenResult(meanwhile.AccessToken, null);
            if (!isTest && slot.Last is { } last && last.Source == material.Source)
            {
                // Who waited takes what came of it, also a token that is good for this once and a failure.
                if (!ReferenceEquals(last, before) && last.Result.AccessToken != slot.Refused)
                    return last.Result;
                if (last.RestingFailure(material.Source, time.GetUtcNow()) is { } resting)
                    return new TokenResult(null, resting);
            }

            return await AskAsync(slot, material, exchange, isTest, cancellationToken);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Notes that the other side does not accept a token, so that nobody uses it again.</summary>
    public void Refuse(string credentialCode, string accessToken)
    {
        if (_slots.TryGetValue(credentialCode, out var slot))
            slot.Refused = accessToken;
    }

    // Ahead of expiry: the token at hand does until there is another.
    private async Task<TokenResult> RenewAsync(TokenSlot slot, HeldTokens held, CredentialMaterial material, TokenExchange exchange, CancellationToken cancellationToken)
    {
        var current = new TokenResult(held.AccessToken, null);
        if (slot.Held is { } meanwhile && !ReferenceEquals(meanwhile, held))
            return meanwhile.IsUsable(material, slot.Refused, time.GetUtcNow()) ? new TokenResult(meanwhile.AccessToken, null) : current;
        if (slot.Last?.RestingFailure(material.Source, time.GetUtcNow()) is not null)
            return current;
        var renewed = await AskAsync(slot, material, exchange, isTest: false, cancellationToken);
        return renewed.Failure is null ? renewed : current;
    }

    private async Task<TokenResult> AskAsync(TokenSlot slot, CredentialMaterial material, TokenExchange exchange, bool isTest, CancellationToken cancellationToken)
    {
        TokenResult result;
        try
        {
            result = await AskAloneAsync(slot, material, exchange, isTest, cancellationToken);
        }
        catch (StoreUnavailableException fault)
        {
            result = new TokenResult(null, Failed("TOKEN_STORE_UNAVAILABLE", ErrorSide.Ours, $"The refresh token may change with its use, and the store that keeps it cannot be used: {fault.Message}"));
        }

        if (result.IsForAll)
            slot.Ended(material.Source, result, time.GetUtcNow());
        return result;
    }

    private async Task<TokenResult> AskAloneAsync(TokenSlot slot, CredentialMaterial material, TokenExchange exchange, bool isTest, CancellationToken cancellationToken)
    {
        var role = $"token {material.Config.Code}";
        var isLeased = false;
        try
        {
            for (; ; await Task.Delay(BetweenLooks, time, cancellationToken))
            {
                isLeased = await fleet.TryLeadAsync(role, instance.Id, Lease, cancellationToken);
                if (!isTest && await FromStoreAsync(slot, material, cancellationToken) is { } theirs)
                    return new TokenResult(theirs.AccessToken, null);
                if (isLeased)
                    break;
            }
        }
        catch (StoreUnavailableException fault) when (!material.Rotates)
        {
            Log.AloneWithoutStore(logger, material.Config.Code, fault);
        }

        try
        {
            return await ExchangeAsync(slot, material, exchange, cancellationToken);
        }
        finally
        {
            if (isLeased)
                await ResignAsync(role);
        }
    }

    private async Task<HeldTokens?> FromStoreAsync(TokenSlot slot, CredentialMaterial material, CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(material, cancellationToken);
        if (stored is null || !stored.IsUsable(material, slot.Refused, time.GetUtcNow()) || time.GetUtcNow() >= stored.RefreshAt)
            return null;
        return slot.Held = stored;
    }

    private async Task<TokenResult> ExchangeAsync(TokenSlot slot, CredentialMaterial material, TokenExchange exchange, CancellationToken cancellationToken)
    {
        var stored = await TryReadAsync(material, cancellationToken);
        var refreshToken = RefreshTokenOf(material, stored);
        var answer = await exchange(refreshToken);

        // Another hub may have used the refresh token before its lease ran out, and kept the next one.
        if (answer.Response?.Error == "invalid_grant" && material.Rotates)
        {
            stored = await ReadAsync(material, cancellationToken);
            if (stored is not null && stored.IsUsable(material, slot.Refused, time.GetUtcNow()) && stored.RefreshToken != refreshToken)
                return new TokenResult((slot.Held = stored).AccessToken, null);
            if (RefreshTokenOf(material, stored) is { } newer && newer != refreshToken)
                answer = await exchange(refreshToken = newer);
        }

        if (answer.Failure is not null)
            return new TokenResult(null, answer.Failure, answer.IsForAll);
        var response = answer.Response!;
        var held = Held(material, response, response.RefreshToken ?? refreshToken) with { Version = stored?.Version ?? 0 };
        slot.Held = await SaveAsync(material, held);
        return new TokenResult(held.AccessToken, null);
    }

    private static string? RefreshTokenOf(CredentialMaterial material, HeldTokens? stored) => !material.Rotates
        ? null
        : stored?.Source == material.Source && stored.RefreshToken is { } rotated ? rotated : material.Secrets[SecretNames.RefreshToken];

    private HeldTokens Held(CredentialMaterial material, TokenResponse response, string? refreshToken)
    {
        var (now, life) = (time.GetUtcNow(), response.Life);
        var margin = life / 10 < LongestMargin ? life / 10 : LongestMargin;
        return new HeldTokens(
            material.Source, response.AccessToken!, now + life - margin, now + (life * (0.75 + (0.15 * Random.Shared.NextDouble()))),
            material.Rotates ? refreshToken : null);
    }

    // The token is there and is used, whatever becomes of its record; a refresh token is worth more patience, since the old one may be void.
    private async Task<HeldTokens> SaveAsync(CredentialMaterial material, HeldTokens held)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await store.PutAsync(held.Seal(material.Config.Code, keys), CancellationToken.None))
                    return held with { Version = held.Version + 1 };

                // Sealed anew by a rotation of the master key, or written by a hub whose lease ran out: this one is newer.
                held = held with { Version = (await store.FindAsync(material.Config.Code, CancellationToken.None))?.Version ?? 0 };
            }
            catch (Exception fault) when (fault is StoreUnavailableException or MasterKeyException)
            {
                if (tries >= SaveTries || !material.Rotates)
                {
                    Log.NotSaved(logger, material.Config.Code, fault);
                    return held;
                }

                await Task.Delay(BetweenLooks * tries, time, CancellationToken.None);
            }
        }
    }

    private async Task<HeldTokens?> TryReadAsync(CredentialMaterial material, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(material, cancellationToken);
        }
        catch (StoreUnavailableException) when (!material.Rotates)
        {
            return null;
        }
    }

    private async Task<HeldTokens?> ReadAsync(CredentialMaterial material, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(material.Config.Code, cancellationToken) is not { } stored)
            return null;
        try
        {
            return HeldTokens.Open(stored, keys);
        }
        catch (MasterKeyException fault)
        {
            // Written with a key that is gone: another token takes its place.
            Log.Unreadable(logger, material.Config.Code, fault);
            return new HeldTokens("", "", default, default, null) { Version = stored.Version };
        }
    }

    private async Task ResignAsync(string role)
    {
        try
        {
            await fleet.ResignAsync(role, instance.Id, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // The lease runs out by itself.
        }
    }

    private static AttemptFailure Failed(string code, ErrorSide side, string message) => new()
    {
        Type = ErrorType.Authentication,
        Phase = ErrorPhase.Resolve,
        Side = side,
        Code = code,
        Message = message,
    };

    private static partial class Log
    {
        [LoggerMessage(911, LogLevel.Warning, "The store is away: a token for credential {Credential} is asked for without the other hubs")]
        public static partial void AloneWithoutStore(ILogger logger, string credential, Exception fault);

        [LoggerMessage(912, LogLevel.Warning, "The token of credential {Credential} could not be kept in the store; this hub uses it alone")]
        public static partial void NotSaved(ILogger logger, string credential, Exception fault);

        [LoggerMessage(913, LogLevel.Warning, "The stored token of credential {Credential} cannot be decrypted and is replaced")]
        public static partial void Unreadable(ILogger logger, string credential, Exception fault);
    }
}
