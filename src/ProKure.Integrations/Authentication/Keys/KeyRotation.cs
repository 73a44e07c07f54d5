using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Authentication.Keys;

/// <summary>
/// Brings everything that is encrypted to the current master key, kind by kind, in small batches while calls go on. What is left after a stop is what is not encrypted with the
/// current key, so that it can be begun again at any time. One hub at a time does it.
/// </summary>
public sealed partial class KeyRotation(
    IEnumerable<ISealedKind> kinds,
    IMasterKeyProvider keys,
    IFleetStore fleet,
    ConfigurationSnapshots snapshots,
    HubInstance instance,
    TimeProvider time,
    ILogger<KeyRotation> logger) : BackgroundService
{
    private const string Role = "key rotation";
    private const int MostPassesInVain = 50;
    private const int MostNamed = 10;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenPassesInVain = TimeSpan.FromMilliseconds(50);

    private readonly ISealedKind[] _kinds = [.. kinds.OrderBy(kind => kind.Kind)];
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Lock _gate = new();
    private KeyRotationState? _state;
    private long _ledAt;

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
        var counts = new Dictionary<SealedKind, SealedCount?>();
        foreach (var kind in _kinds)
            counts.Add(kind.Kind, await kind.CountAsync(cancellationToken));
        KeyRotationState? state;
        lock (_gate)
            state = _state;
        return MasterKeyStatus.Of(keys.CurrentKeyId, keys.KeyIds, counts, state);
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
                End(fault is MasterKeyException or StoreUnavailableException or LeaseLostException ? fault.Message : "The hub itself failed; its log says why.");
            }
        }
    }

    /// <returns>What is wrong; null when everything is encrypted with the current key.</returns>
    private async Task<string?> RotateAsync(CancellationToken cancellationToken)
    {
        await LeadAsync(cancellationToken);
        var run = new RotationRun(KeepGoingAsync);
        foreach (var kind in _kinds)
        {
            if (!await RotateAsync(kind, run, cancellationToken))
                return "Others keep changing the same rows; begin again.";
        }

        await snapshots.ReloadAsync(cancellationToken);
        await fleet.ResignAsync(Role, instance.Id, cancellationToken);
        return run.Unreadable.Count == 0 ? null : $"The master keys of {Named(run.Unreadable)} are not there: add them, give secrets anew, or let the rest expire.";
    }

    private async Task<bool> RotateAsync(ISealedKind kind, RotationRun run, CancellationToken cancellationToken)
    {
        for (var inVain = 0; inVain <= MostPassesInVain;)
        {
            var (isLast, done) = await kind.PassAsync(run, cancellationToken);
            await run.StepAsync(done, cancellationToken);
            if (isLast)
                return true;
            inVain = done > 0 ? 0 : inVain + 1;
            if (done == 0)
                await Task.Delay(BetweenPassesInVain, time, cancellationToken);
        }

        return false;
    }

    private async Task KeepGoingAsync(int done, CancellationToken cancellationToken)
    {
        lock (_gate)
            _state = _state! with { Done = _state.Done + done };
        if (time.GetElapsedTime(_ledAt) > Lease / 3)
            await LeadAsync(cancellationToken);
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        if (!await fleet.TryLeadAsync(Role, instance.Id, Lease, cancellationToken))
            throw new LeaseLostException();
        _ledAt = time.GetTimestamp();
    }

    private static string Named(IReadOnlyCollection<string> unreadable) => unreadable.Count <= MostNamed
        ? string.Join(", ", unreadable)
        : $"{string.Join(", ", unreadable.Take(MostNamed))} and {unreadable.Count - MostNamed} more";

    private void End(string? fault)
    {
        KeyRotationState ended;
        lock (_gate)
            ended = _state = _state! with { State = fault is null ? RotationState.Done : RotationState.Failed, EndedAt = time.GetUtcMilliseconds(), Message = fault };
        Log.Ended(logger, keys.CurrentKeyId, ended.Done, ended.State);
    }

    private sealed class LeaseLostException() : Exception("Another hub is rotating already.");

    private static partial class Log
    {
        [LoggerMessage(921, LogLevel.Information, "Rotation to master key {KeyId} ended after {Rows} rows: {State}")]
        public static partial void Ended(ILogger logger, string? keyId, int rows, RotationState state);

        [LoggerMessage(923, LogLevel.Error, "The rotation of master keys failed; what is done is done, and the rest can be begun again")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
