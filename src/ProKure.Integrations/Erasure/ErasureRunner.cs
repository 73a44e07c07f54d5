using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Erasure;

/// <summary>
/// Carries out orders to erase, in one hub at a time, and looks again for as long as they are remembered. Every hub besides erases what waits on its own disk. That two do it at
/// once, or that one dies in the middle, does no harm.
/// </summary>
public sealed partial class ErasureRunner : BackgroundService
{
    /// <summary>The role that one hub has.</summary>
    public const string Role = "erasure";

    private static readonly TimeSpan Pass = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenSearches = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);

    private readonly IErasureStore _store;
    private readonly EntityEraser _eraser;
    private readonly SpoolEraser _spooled;
    private readonly Erasures _erasures;
    private readonly ILegalHolds _holds;
    private readonly HubSpool _spool;
    private readonly ErasureSignal _signal;
    private readonly ErasureOptions _options;
    private readonly Leadership _leadership;
    private readonly TimeProvider _time;
    private readonly ILogger<ErasureRunner> _logger;

    private bool _isFailing;
    private long _bodiesSearched = long.MinValue;

    // By order: how many records there were when this hub's spool was searched last, and when. Touched by the loop alone.
    private readonly Dictionary<Guid, (long Records, long At)> _searched = [];

    /// <summary>Sets up the runner.</summary>
    public ErasureRunner(
        IErasureStore store,
        EntityEraser eraser,
        SpoolEraser spooled,
        Erasures erasures,
        ILegalHolds holds,
        HubSpool spool,
        ErasureSignal signal,
        IFleetStore fleet,
        HubInstance instance,
        IOptions<ErasureOptions> options,
        IOptions<FleetOptions> fleetOptions,
        TimeProvider time,
        ILogger<Leadership> leadershipLogger,
        ILogger<ErasureRunner> logger)
    {
        (_store, _eraser, _spooled, _erasures, _holds, _spool, _signal) = (store, eraser, spooled, erasures, holds, spool, signal);
        _options = options.Value;
        _leadership = new Leadership(fleet, Role, instance, fleetOptions.Value.LeaderLease, time, leadershipLogger);
        (_time, _logger) = (time, logger);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var leading = _leadership.KeepAsync(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
                await _signal.WaitAsync(await TryPassAsync(stoppingToken) ? Pass : AfterFault, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not finished is taken up by the next leader.
        }

        await leading;
    }

    private async Task<bool> TryPassAsync(CancellationToken stopping)
    {
        try
        {
            var orders = await _store.ListRememberedAsync(_time.GetUtcNow() - _options.LookAgainFor, stopping);
            if (orders.Count > 0)
            {
                EraseSpooled(orders, [.. (await _holds.ListActiveAsync(stopping)).Select(hold => hold.Scope)]);
                if (_bodiesSearched == long.MinValue || _time.GetElapsedTime(_bodiesSearched) >= BetweenSearches)
                {
                    _bodiesSearched = _time.GetTimestamp();
                    await _spooled.RemoveBodiesAsync(orders.Max(order => order.CreatedAt), stopping);
                }
            }

            foreach (var order in orders.Where(IsDue))
            {
                if (!_leadership.IsHeld)
                    break;
                await RunAsync(order, stopping);
            }

            _isFailing = false;
            return true;
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // Whatever the store's fault, the next pass goes on where this one ended. It is told once.
            Telemetry.ErasureFailures.Add(1);
            if (!_isFailing)
                Log.PassFailed(_logger, fault);
            _isFailing = true;
            return false;
        }
    }

    private bool IsDue(ErasureOrder order) => order.LookedAt is not { } looked || _time.GetUtcNow() - looked >= _options.LookAgainEvery;

    private async Task RunAsync(ErasureOrder order, CancellationToken stopping)
    {
        var report = await _eraser.RunAsync(order, stopping);
        var isNews = order.Report is null || order.Report.Removed != report.Removed || order.Report.Refused.IsEmpty != report.Refused.IsEmpty;
        if (!await _store.ReportAsync(order, report, isNews ? _erasures.Completed(order, report) : null, stopping))
            return;
        Count(order.Report?.Removed ?? new ErasureCounts(), report.Removed);
        if (isNews)
            Log.Carried(_logger, order.Id, report.Removed.Documents, report.Refused.Held + report.Refused.HeldDeliveries + report.Refused.InFlight, report.Refused.OpenDeliveries);
        if (!report.Verification.IsClean)
            Log.NotClean(_logger, order.Id);
    }

    private static void Count(ErasureCounts before, ErasureCounts after)
    {
        Add("document", after.Documents - before.Documents);
        Add("body", after.Bodies - before.Bodies);
        Add("delivery", after.Deliveries - before.Deliveries);
        Add("answer", after.Answers - before.Answers);
        Add("archived", after.Archived - before.Archived);

        static void Add(string kind, int count) => Telemetry.Erased.Add(count, new KeyValuePair<string, object?>("kind", kind));
    }

    // Also while the log is away, and nobody can carry out the rest.
    private void EraseSpooled(IReadOnlyList<ErasureOrder> orders, IReadOnlyList<HoldScope> holds)
    {
        foreach (var gone in _searched.Keys.Except(orders.Select(order => order.Id)).ToList())
            _searched.Remove(gone);
        foreach (var order in orders)
        {
            var state = _spool.State.Log;
            var mark = state.Spooled + state.Count;
            if (state.Count == 0 || (_searched.TryGetValue(order.Id, out var last) && (last.Records == mark || _time.GetElapsedTime(last.At) < BetweenSearches)))
                continue;
            var (records, _) = _spooled.Erase(order.Entity, order.CreatedAt.AddMilliseconds(1), holds);
            _searched[order.Id] = (mark, _time.GetTimestamp());
            if (records > 0)
                Log.Spooled(_logger, order.Id, records);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "Erasures cannot go on now; they do later")]
        public static partial void PassFailed(ILogger logger, Exception reason);

        [LoggerMessage(2102, LogLevel.Information, "Erasure {ErasureId}: {Documents} documents erased so far; {Refused} held or in flight and {Open} open deliveries stay")]
        public static partial void Carried(ILogger logger, Guid erasureId, int documents, int refused, int open);

        [LoggerMessage(2103, LogLevel.Warning, "Erasure {ErasureId}: the search afterwards found something that is not erased; its report says what")]
        public static partial void NotClean(ILogger logger, Guid erasureId);

        [LoggerMessage(2104, LogLevel.Information, "Erasure {ErasureId}: {Count} records erased that waited in this hub's spool")]
        public static partial void Spooled(ILogger logger, Guid erasureId, int count);
    }
}
