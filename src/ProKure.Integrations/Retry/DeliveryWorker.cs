using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retry;

/// <summary>
/// Works off the queue. What a crash means: before the claim, nothing; after it, the lease runs out and another worker takes over, which repeats the attempt only
/// where the endpoint is idempotent; after the attempt but before the release, another worker takes over and finds in the log how the attempt ended.
/// </summary>
public sealed partial class DeliveryWorker : BackgroundService
{
    private readonly IDeliveryQueue _queue;
    private readonly DeliveryRunner _runner;
    private readonly DeliverySignal _signal;
    private readonly HubInstance _instance;
    private readonly DeliveryWorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DeliveryWorker> _logger;
    private readonly SemaphoreSlim _free;

    /// <summary>Sets up the worker.</summary>
    public DeliveryWorker(
        IDeliveryQueue queue,
        InvocationPipeline pipeline,
        ConfigurationSnapshots snapshots,
        IIntegrationLogStore log,
        DeliverySignal signal,
        HubInstance instance,
        IOptions<DeliveryWorkerOptions> options,
        TimeProvider time,
        ILogger<DeliveryWorker> logger)
    {
        _queue = queue;
        _runner = new DeliveryRunner(pipeline, snapshots, log);
        _signal = signal;
        _instance = instance;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _free = new SemaphoreSlim(_options.MaxConcurrency);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _free.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (await ClaimAndStartAsync(stoppingToken) == 0)
                    await _signal.WaitAsync(_options.PollInterval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is running ends on its own; the host's shutdown time-out bounds the wait.
        }

        for (var running = 0; running < _options.MaxConcurrency; running++)
            await _free.WaitAsync(CancellationToken.None);
    }

    private async Task<int> ClaimAndStartAsync(CancellationToken stopping)
    {
        await _free.WaitAsync(stopping);
        var places = 1;
        while (_free.Wait(0, CancellationToken.None))
            places++;

        IReadOnlyList<DeliveryLease> leases = [];
        try
        {
            leases = await _queue.ClaimAsync(_instance.Id, places, _options.Lease, stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // The queue's store is infrastructure: whatever it throws, the worker lives and looks again after the poll interval.
            Log.ClaimFailed(_logger, fault);
        }
        finally
        {
            if (places > leases.Count)
                _free.Release(places - leases.Count);
        }

        foreach (var lease in leases)
            _ = Task.Run(() => RunAsync(lease), CancellationToken.None);
        return leases.Count;
    }

    private async Task RunAsync(DeliveryLease lease)
    {
        try
        {
            using var done = new CancellationTokenSource();
            var renewal = RenewAsync(lease, done.Token);
            var delivery = await _runner.RunAsync(lease, CancellationToken.None);
            await done.CancelAsync();
            await renewal;
            if (!await _queue.ReleaseAsync(lease, delivery, CancellationToken.None))
                Log.LeaseLost(_logger, delivery.Id);
        }
        catch (Exception fault)
        {
            // The delivery stays leased and is taken over when the lease runs out.
            Log.RunFailed(_logger, lease.Delivery.Id, fault);
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task RenewAsync(DeliveryLease lease, CancellationToken done)
    {
        using var timer = new PeriodicTimer(_options.Lease / 3, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                if (!await _queue.RenewAsync(lease, _options.Lease, done))
                    return;
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The attempt ended.
        }
        catch (Exception fault)
        {
            // One failed renewal leaves two thirds of the lease; the release tells whether it was lost.
            Log.RenewalFailed(_logger, lease.Delivery.Id, fault);
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
    }
}
