using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Limits;

/// <summary>
/// The limit store as this process sees it: asked with bounded patience, left alone for a moment when it does not answer, and how many hubs share it.
/// </summary>
public sealed partial class LimitFleet(ILimitStore store, HubInstance instance, IOptions<LimitOptions> options, TimeProvider time, ILogger<LimitFleet> logger)
{
    private readonly Lock _gate = new();
    private bool _isAway;
    private long _askAgainAt;
    private volatile int _instances = 1;

    /// <summary>How many hubs share the limits, as far as is known; at least 1.</summary>
    public int Instances
    {
        get => _instances;
        set => _instances = Math.Max(1, value);
    }

    /// <summary>Whether the store did not answer the last time.</summary>
    public bool IsStoreAway
    {
        get
        {
            lock (_gate)
                return _isAway;
        }
    }

    internal LimitOptions Options => options.Value;

    internal TimeProvider Time => time;

    internal bool IsShared => store.IsShared;

    /// <summary>Takes permits; null when the store does not answer.</summary>
    internal Task<PermitGrant?> TryTakeAsync(PermitRequest request) => TryAsync(token => store.TakeAsync(request, token));

    /// <summary>Takes requests that may be under way; null when the store does not answer.</summary>
    internal Task<SlotGrant?> TryHoldAsync(string scope, int max, int slots, int wanted) =>
        TryAsync(token => store.HoldAsync(new SlotRequest(scope, instance.Id, max, slots, wanted, Options.SlotLease), token));

    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T>> ask) where T : class
    {
        if (!MayAsk())
            return null;
        try
        {
            T answer;
            if (store.IsShared)
            {
                // The driver may take its time to give up: nobody waits for that.
                using var patience = new CancellationTokenSource(Options.StorePatience, time);
                answer = await ask(patience.Token).WaitAsync(patience.Token);
            }
            else
            {
                answer = await ask(CancellationToken.None);
            }

            Answered();
            return answer;
        }
        catch (Exception fault)
        {
            // Whatever the store's fault: limits hold without it, by this hub's own share of them.
            Failed(fault);
            return null;
        }
    }

    private bool MayAsk()
    {
        lock (_gate)
            return !_isAway || time.GetTimestamp() >= _askAgainAt;
    }

    private void Answered()
    {
        lock (_gate)
        {
            if (!_isAway)
                return;
            _isAway = false;
        }

        Log.Back(logger);
    }

    private void Failed(Exception fault)
    {
        Telemetry.LimitStoreFailures.Add(1);
        lock (_gate)
        {
            _askAgainAt = time.GetTimestamp() + (long)(Options.StoreRest.TotalSeconds * time.TimestampFrequency);
            if (_isAway)
                return;
            _isAway = true;
        }

        Log.Away(logger, Instances, fault);
    }

    private static partial class Log
    {
        [LoggerMessage(901, LogLevel.Warning, "The limits cannot be shared now; this hub goes on with its share, one of {Instances}")]
        public static partial void Away(ILogger logger, int instances, Exception reason);

        [LoggerMessage(902, LogLevel.Information, "The limits are shared again")]
        public static partial void Back(ILogger logger);
    }
}
