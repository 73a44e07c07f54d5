using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retry;

/// <summary>
/// Works off the queue. What a crash means: before the claim, nothing; after it, the lease runs out and another worker takes over, which repeats the attempt only
/// where the endpoint is idempotent; after the attempt but before the release, another worker takes over and finds in the log how the attempt ended.
/// </summary>
public sealed partial class DeliveryWorker : BackgroundService
{
    private static readonly string Poison = WireName.Of(RetryReason.Poison);

    private readonly IDeliveryQueue _queue;
    private readonly DeliveryRunner _runner;
    private readonly ConfigurationSnapshots _snapshots;
    private readonly RunningDeliveries _running;
    private readonly DeliverySignal _signal;
    private readonly HubInstance _instance;
    private readonly DeliveryWorkerOptions _options;
    private readonly TimeSpan _silence;
    private readonly TimeProvider _time;
    private readonly ILogger<DeliveryWorker> _logger;
    private readonly DueTimes _due = new();
    private readonly WorkerPlaces _places;
    private string? _lastSystem;

    /// <summary>Sets up the worker.</summary>
    public DeliveryWorker(
        IDeliveryQueue queue,
        InvocationPipeline pipeline,
        ConfigurationSnapshots snapshots,
        PinnedPlans pins,
        IIntegrationLogStore log,
        DeliveryVault vault,
        RunningDeliveries running,
        DeliverySignal signal,
        HubInstance instance,
        IOptions<DeliveryWorkerOptions> options,
        IOptions<FleetOptions> fleet,
        TimeProvider time,
        ILogger<DeliveryWorker> logger)
    {
        _queue = queue;
        _runner = new DeliveryRunner(pipeline, snapshots, log, vault, time, logger, pins);
        _snapshots = snapshots;
        _running = running;
        _signal = signal;
        _instance = instance;
        _options = options.Value;

        // When a lease runs out, its owner must be known to be gone, or what it was working on would not count as interrupted.
        _silence = fleet.Value.Silence < _options.Lease ? fleet.Value.Silence : _options.Lease;
        _time = time;
        _logger = logger;
        _places = new WorkerPlaces(_options.MaxConcurrency, _options.MaxConcurrencyPerSystem);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cancels = WatchCancelsAsync(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (await ClaimAndStartAsync(stoppingToken) == 0)
                    await _signal.WaitAsync(_due.UntilNext(_time.GetUtcNow(), _options.PollInterval), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is running ends on its own; the host's shutdown time-out bounds the wait.
        }

        await _places.DrainAsync();
        await cancels;
    }

    private async Task<int> ClaimAndStartAsync(CancellationToken stopping)
    {
        var reserved = await _places.ReserveAsync(stopping);
        IReadOnlyList<DeliveryLease> leases = [];
        _due.Forget(_time.GetUtcNow());
        try
        {
            leases = await _queue.ClaimAsync(
                new DeliveryClaim
                {
                    Owner = _instance.Id,
                    Limit = reserved,
                    Lease = _options.Lease,
                    PerSystem = _places.PerSystem,
                    Held = _places.Taken,
                    After = _lastSystem,
                    Silence = _silence,
                },
                stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // The queue's store is infrastructure: whatever it throws, the worker lives and looks again after the poll interval.
            Log.ClaimFailed(_logger, fault);
        }
        finally
        {
            _places.GiveBack(reserved - leases.Count);
        }

        var claimed = _time.GetTimestamp();
        foreach (var lease in leases)
        {
            _lastSystem = lease.Delivery.SystemCode;
            _places.Take(lease.Delivery.SystemCode);
            _ = Task.Run(() => RunAsync(lease, claimed), CancellationToken.None);
        }

        return leases.Count;
    }

    private async Task RunAsync(DeliveryLease lease, long claimed)
    {
        var mayGoOn = false;
        using var cancelled = new CancellationTokenSource();
        _running.Add(lease.Delivery.Id, cancelled);
        try
        {
            var term = LeaseTerm.For(_snapshots.Current.FindSystem(lease.Delivery.SystemCode)?.FindEndpoint(lease.Delivery.EndpointCode), _options.Lease);
            if (!await HoldsAsync(lease, term, claimed))
            {
                Log.LeaseLost(_logger, lease.Delivery.Id);
                return;
            }

            using var done = new CancellationTokenSource();
            var renewal = RenewAsync(lease, term, done.Token);
            var delivery = await _runner.RunAsync(lease, cancelled.Token);
            await done.CancelAsync();
            await renewal;
            if (!await _queue.ReleaseAsync(lease, delivery, CancellationToken.None))
                Log.LeaseLost(_logger, delivery.Id);
            mayGoOn = delivery is { OrderKey: not null, EndedAt: not null }
                || (delivery.State == DeliveryState.Queued && _due.Note(delivery.NotBefore, _time.GetUtcNow()));
            if (delivery.State == DeliveryState.Dead && delivery.Reason == Poison)
                Log.Poisoned(_logger, delivery.Id, delivery.SystemCode, delivery.EndpointCode, delivery.Interruptions);
        }
        catch (Exception fault)
        {
            // The delivery stays leased and is taken over when the lease runs out.
            Log.RunFailed(_logger, lease.Delivery.Id, fault);
        }
        finally
        {
            _running.Remove(lease.Delivery.Id);

            // Others about the same entity, or to the same system, may be due already and were passed over; or the next look has to be sooner.
            if (_places.Leave(lease.Delivery.SystemCode) || mayGoOn)
                _signal.Set();
        }
    }

    // Nothing may be sent under a lease that is too short for the attempt, or that may have run out while the process was held up.
    private async Task<bool> HoldsAsync(DeliveryLease lease, TimeSpan term, long claimed) =>
        (term <= _options.Lease && _time.GetElapsedTime(claimed) < _options.Lease / 3) || await _queue.RenewAsync(lease, term, CancellationToken.None);

    private async Task RenewAsync(DeliveryLease lease, TimeSpan term, CancellationToken done)
    {
        using var timer = new PeriodicTimer(term / 3, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(done) && await TryRenewAsync(lease, term, done))
            {
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The attempt ended.
        }
    }

    // False when the lease is another worker's now.
    private async Task<bool> TryRenewAsync(DeliveryLease lease, TimeSpan term, CancellationToken done)
    {
        try
        {
            return await _queue.RenewAsync(lease, term, done);
        }
        catch (Exception fault) when (!done.IsCancellationRequested)
        {
            // One failed renewal leaves two thirds of the lease, and the next may get through; the release tells whether it was lost.
            Log.RenewalFailed(_logger, lease.Delivery.Id, fault);
            return true;
        }
    }

    // A person may ask any hub to end what this one runs.
    private async Task WatchCancelsAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_options.PollInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await CancelAskedAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task CancelAskedAsync(CancellationToken stopping)
    {
        if (_running.IsEmpty)
            return;
        try
        {
            foreach (var id in await _queue.ListCancelAskedAsync(_instance.Id, stopping))
                _running.TryCancel(id);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // Whatever the store's fault, the next look tries again.
            Log.CancelsUnknown(_logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(501, LogLevel.Error, "No deliveries can be claimed")]
        public static partial void ClaimFailed(ILogger logger, Exception reason);

        [LoggerMessage(502, LogLevel.Warning, "The lease on delivery {DeliveryId} ran out while it was being worked on; its state is another worker's")]
        public static partial void LeaseLost(ILogger logger, Guid deliveryId);

        [LoggerMessage(503, LogLevel.Error, "Delivery {DeliveryId} could not be worked on; it is taken over when its lease runs out")]
        public static partial void RunFailed(ILogger logger, Guid deliveryId, Exception reason);

        [LoggerMessage(504, LogLevel.Warning, "The lease on delivery {DeliveryId} could not be renewed")]
        public static partial void RenewalFailed(ILogger logger, Guid deliveryId, Exception reason);

        [LoggerMessage(505, LogLevel.Error, "Delivery {DeliveryId} to {System}/{Endpoint} is blocked: the process that worked on it ended {Interruptions} times")]
        public static partial void Poisoned(ILogger logger, Guid deliveryId, string system, string endpoint, int interruptions);

        [LoggerMessage(506, LogLevel.Warning, "Whether deliveries are to be cancelled could not be looked up; it is tried again")]
        public static partial void CancelsUnknown(ILogger logger, Exception reason);
    }
}
