using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Authentication.Keys;

/// <summary>
/// Encrypts secrets and tokens anew with the current master key: in small batches, each row only where nobody else has changed it meanwhile, while calls go on. What is left
/// after a stop is what is not encrypted with the current key, so that it can be begun again at any time.
/// </summary>
public sealed partial class KeyRotation(
    IConfigurationStore configuration,
    ICredentialTokenStore tokens,
    CredentialVault vault,
    IMasterKeyProvider keys,
    IFleetStore fleet,
    ConfigurationSnapshots snapshots,
    HubInstance instance,
    TimeProvider time,
    ILogger<KeyRotation> logger) : BackgroundService
{
    /// <summary>Who is named in the audit trail.</summary>
    public const string ChangedBy = "master key rotation";

    private const string Role = "key rotation";
    private const int BatchSize = 20;
    private const int MostPassesInVain = 50;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenPassesInVain = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _asked = new(0);
    private readonly Lock _gate = new();
    private KeyRotationState? _state;

    /// <summary>Begins, where it is not under way already.</summary>
    /// <exception cref="MasterKeyException">There is no current master key.</exception>
    public void Begin()
    {
        if (keys.CurrentKeyId is null)
            throw new MasterKeyException("There is no master key to encrypt with: set MasterKeys:File, or MasterKeys:Keys and MasterKeys:Current.");
        lock (_gate)
        {
            if (_state?.State == RotationState.Running)
                return;
            _state = new KeyRotationState(RotationState.Running, 0, time.GetUtcMilliseconds(), null, null);
        }

        _asked.Release();
    }

    /// <summary>How the master keys and the rotation stand.</summary>
    public async Task<MasterKeyStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var stored = await configuration.LoadAsync(cancellationToken);
        var held = await tokens.ListAsync(cancellationToken);
        var used = stored.Credentials.Where(row => !row.Row.Secrets.IsEmpty).Select(row => row.Row.Secrets.KeyId).Concat(held.Select(token => token.KeyId)).ToLookup(id => id, StringComparer.Ordinal);
        var ids = keys.KeyIds.Union(used.Select(group => group.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal);
        KeyRotationState? state;
        lock (_gate)
            state = _state;
        return new MasterKeyStatus(keys.CurrentKeyId, [.. ids.Select(id => new MasterKeyUse(id, used[id].Count(), keys.KeyIds.Contains(id, StringComparer.Ordinal)))], state);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _asked.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _asked.WaitAsync(stoppingToken);
            try
            {
                End(await RotateAsync(stoppingToken));
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was: what is done is done, and the rest can be begun again.
                Log.Failed(logger, fault);
                End(fault is MasterKeyException or StoreUnavailableException ? fault.Message : "The hub itself failed; its log says why.");
            }
        }
    }

    /// <returns>What is wrong; null when everything is encrypted with the current key.</returns>
    private async Task<string?> RotateAsync(CancellationToken cancellationToken)
    {
        var unreadable = new SortedSet<string>(StringComparer.Ordinal);
        var inVain = 0;
        while (true)
        {
            if (!await fleet.TryLeadAsync(Role, instance.Id, Lease, cancellationToken))
                return "Another hub is rotating already.";
            var (found, done) = await PassAsync(unreadable, cancellationToken);
            if (!found)
                break;
            inVain = done > 0 ? 0 : inVain + 1;
            if (inVain > MostPassesInVain)
                return "Others keep changing the same rows; begin again.";
            if (done == 0)
                await Task.Delay(BetweenPassesInVain, time, cancellationToken);
        }

        await snapshots.ReloadAsync(cancellationToken);
        await fleet.ResignAsync(Role, instance.Id, cancellationToken);
        return unreadable.Count == 0 ? null : $"The master keys of {string.Join(", ", unreadable)} are not there: add them, or give their secrets anew.";
    }

    // Whether there was anything to do, and how many rows were done.
    private async Task<(bool Found, int Done)> PassAsync(SortedSet<string> unreadable, CancellationToken cancellationToken)
    {
        var current = keys.CurrentKeyId;
        var stored = await configuration.LoadAsync(cancellationToken);
        var changes = new List<ConfigurationChange>();
        foreach (var (row, version, _, _) in stored.Credentials)
        {
            if (changes.Count == BatchSize || row.Secrets.IsEmpty || row.Secrets.KeyId == current || unreadable.Contains(row.Code))
                continue;
            try
            {
                changes.Add(new ConfigurationChange(vault.Reseal(row), version));
            }
            catch (MasterKeyException fault)
            {
                Log.Unreadable(logger, row.Code, fault);
                unreadable.Add(row.Code);
            }
        }

        var done = changes.Count > 0 && (await configuration.SaveAsync(changes, ChangedBy, cancellationToken)).IsSaved ? changes.Count : 0;
        var (foundTokens, doneTokens) = await PassOverTokensAsync(current, unreadable, cancellationToken);
        Count(done + doneTokens);
        return (changes.Count > 0 || foundTokens, done + doneTokens);
    }

    private async Task<(bool Found, int Done)> PassOverTokensAsync(string? current, SortedSet<string> unreadable, CancellationToken cancellationToken)
    {
        var (found, done) = (false, 0);
        foreach (var token in (await tokens.ListAsync(cancellationToken)).Where(token => token.KeyId != current && !unreadable.Contains(TokenOf(token))).Take(BatchSize))
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
                unreadable.Add(TokenOf(token));
            }
        }

        return (found, done);
    }

    private static string TokenOf(SealedToken token) => $"the token of {token.CredentialCode}";

    private void Count(int done)
    {
        lock (_gate)
            _state = _state! with { Done = _state.Done + done };
    }

    private void End(string? fault)
    {
        KeyRotationState ended;
        lock (_gate)
            ended = _state = _state! with { State = fault is null ? RotationState.Done : RotationState.Failed, EndedAt = time.GetUtcMilliseconds(), Message = fault };
        Log.Ended(logger, keys.CurrentKeyId, ended.Done, ended.State);
    }

    private static partial class Log
    {
        [LoggerMessage(921, LogLevel.Information, "Rotation to master key {KeyId} ended after {Rows} rows: {State}")]
        public static partial void Ended(ILogger logger, string? keyId, int rows, RotationState state);

        [LoggerMessage(922, LogLevel.Warning, "The secrets of {Credential} cannot be encrypted anew")]
        public static partial void Unreadable(ILogger logger, string credential, Exception fault);

        [LoggerMessage(923, LogLevel.Error, "The rotation of master keys failed; what is done is done, and the rest can be begun again")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}

/// <summary>How the master keys stand.</summary>
/// <param name="CurrentKeyId">The key that is used for what is written; null for none.</param>
/// <param name="Keys">Every key that is known or needed.</param>
/// <param name="Rotation">How this hub's last rotation stands; null where there was none.</param>
public sealed record MasterKeyStatus(string? CurrentKeyId, IReadOnlyList<MasterKeyUse> Keys, KeyRotationState? Rotation)
{
    /// <summary>How many rows are not encrypted with the current key.</summary>
    public int Remaining => Keys.Where(key => key.KeyId != CurrentKeyId).Sum(key => key.Rows);
}

/// <summary>What a master key is used for.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Rows">How many rows are encrypted with it.</param>
/// <param name="IsAvailable">Whether this hub has it.</param>
public sealed record MasterKeyUse(string KeyId, int Rows, bool IsAvailable);

/// <summary>How a rotation stands.</summary>
/// <param name="State">Whether it is under way.</param>
/// <param name="Done">How many rows it has encrypted anew.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Message">What is wrong; null for nothing.</param>
public sealed record KeyRotationState(RotationState State, int Done, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Message);

/// <summary>Whether a rotation is under way.</summary>
public enum RotationState
{
    /// <summary>It is.</summary>
    Running,

    /// <summary>Everything is encrypted with the current key.</summary>
    Done,

    /// <summary>It ended before that.</summary>
    Failed,
}
