using System.Collections.Concurrent;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Limits;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Reconciliation;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Hub.Health;

/// <summary>Finds out whether the hub can do its work.</summary>
internal sealed partial class HubHealth(
    IConfigurationStore configuration,
    IIntegrationLogStore log,
    ISummaryStore summaries,
    ConfigurationSnapshots snapshots,
    LogWriter logWriter,
    SummaryWriter summaryWriter,
    HubSpool spool,
    DeliveryVault payloads,
    BodyUploader uploader,
    Leadership leadership,
    ReconciliationReport reconciliation,
    RetentionState retention,
    CircuitBoard circuits,
    ArchiveWork archive,
    LimitFleet limits,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<HubHealth> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Asked without a key: a look at the stores is shared by all who ask within a second.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    // Said once when it goes down and once when it is back: probes come every few seconds.
    private readonly ConcurrentDictionary<string, bool> _down = new(StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private Task<ReadyResponse>? _last;
    private long _lastAt;

    public Task<ReadyResponse> CheckAsync()
    {
        lock (_gate)
        {
            if (_last is null || (_last.IsCompleted && time.GetElapsedTime(_lastAt) > Fresh))
                (_last, _lastAt) = (LookAsync(), time.GetTimestamp());
            return _last;
        }
    }

    private async Task<ReadyResponse> LookAsync()
    {
        var stores = await Task.WhenAll(
            AskAsync("configuration_store", token => configuration.GetRevisionAsync(token)),
            AskAsync("log_store", token => log.FindAsync(Guid.Empty, token)),
            AskAsync("summary_store", token => summaries.FindAsync(Guid.Empty, token)));
        var parts = new Dictionary<string, PartResponse>(StringComparer.Ordinal);
        foreach (var (name, part) in stores)
            parts.Add(name, part);
        var loaded = snapshots.Current.Configuration;
        parts.Add("configuration", loaded.Revision > 0
            ? new PartResponse(PartStatus.Up, $"Revision {loaded.Revision}: {loaded.Systems.Length} systems, {loaded.Endpoints.Length} endpoints.")
            : new PartResponse(PartStatus.Down, "No configuration was read yet."));
        parts.Add("log_writer", OfLogWriter());
        parts.Add("summary_writer", OfSummaryWriter());
        parts.Add("spool", OfSpool(spool.State));
        parts.Add("circuits", new PartResponse(PartStatus.Up, Circuits()));
        parts.Add("limits", limits.IsStoreAway
            ? new PartResponse(PartStatus.Degraded, $"Cannot be shared now; this hub goes on with its share, one of {limits.Instances}.")
            : new PartResponse(PartStatus.Up, $"Shared by {limits.Instances} hubs."));
        parts.Add("bodies", OfBodies(spool.WholeBodies));
        parts.Add("payloads", OfPayloads());
        parts.Add("archive", OfArchive(archive.State));
        parts.Add("reconciliation", new PartResponse(PartStatus.Up, Reconciliation()));
        parts.Add("retention", OfRetention());
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            parts.Add("process", new PartResponse(PartStatus.Down, "The hub is stopping."));
        return new ReadyResponse(Whole(parts), parts);
    }

    // A hub that can still serve calls must not be taken out of rotation: it goes on with the configuration it has, and its records wait in the spool. Only
    // where a call could not be recorded at all, or there is nothing to call, it cannot do its work.
    private PartStatus Whole(Dictionary<string, PartResponse> parts)
    {
        if (parts.Values.All(part => part.Status == PartStatus.Up))
            return PartStatus.Up;
        var cannotServe = IsDown("configuration") || parts.ContainsKey("process") || (IsDown("spool") && (IsDown("log_store") || !logWriter.IsStoreInUse));
        return cannotServe ? PartStatus.Down : PartStatus.Degraded;

        bool IsDown(string name) => parts[name].Status == PartStatus.Down;
    }

    private PartResponse OfLogWriter()
    {
        if (logWriter.Kept > 0)
            return new PartResponse(PartStatus.Degraded, $"{logWriter.Kept} completions wait in memory: neither the log store nor the spool takes them.");
        var lost = $"{logWriter.Lost} completions were lost since the start.";
        if (logWriter.IsStoreInUse)
            return new PartResponse(PartStatus.Up, $"Writes to the log store. {lost}");
        return new PartResponse(
            PartStatus.Degraded, spool.State.Log.Count > 0 ? $"Writes to the spool. {lost}" : $"The log store did not take the last write, or not in time; the next one tries it again. {lost}");
    }

    private PartResponse OfPayloads() => payloads switch
    {
        { MissingKeys: { Count: > 0 } missing } => new PartResponse(PartStatus.Degraded, $"Deliveries wait for master keys that this hub does not have: {string.Join(", ", missing)}."),
        { IsSealing: false } => new PartResponse(PartStatus.Up, "Those of deliveries are kept in clear: the hub has no master key."),
        _ => new PartResponse(PartStatus.Up, "Those of deliveries are encrypted."),
    };

    private PartResponse OfSummaryWriter()
    {
        var told = $"{summaryWriter.Queued} summaries wait to be written; {summaryWriter.Dropped} were left to be rebuilt since the start.";
        return new PartResponse(summaryWriter.IsStoreInUse ? PartStatus.Up : PartStatus.Degraded, told);
    }

    private PartResponse OfSpool(SpoolState state)
    {
        if (state.Fault is not null)
            return new PartResponse(PartStatus.Down, "Cannot be written; the hub's log says why.");
        var told = state.OldestAt is { } oldest
            ? $"{state.Log.Count} log writes and {state.Summaries.Count} summaries wait for their store, {state.Bytes} bytes, the oldest since {Math.Max(0, (long)(time.GetUtcNow() - oldest).TotalSeconds)} s."
            : "Nothing waits.";
        var shed = state.Log.BodiesShed + state.Log.Lost + state.Summaries.Lost;
        if (shed > 0)
            told += $" For want of room, {state.Log.BodiesShed} lost their bodies, and {state.Log.Lost} log writes and {state.Summaries.Lost} summaries were lost, since the start.";
        return new PartResponse(state.Count == 0 ? PartStatus.Up : PartStatus.Degraded, told);
    }

    // Up, whatever is open: it is the systems that fail, and the hub does its work. Whoever asks has no key, and learns no names.
    private string Circuits()
    {
        var open = circuits.Changed.Count(circuit => circuit.State != CircuitState.Closed);
        return open == 0 ? "All are closed." : $"{open} not closed; /api/v1/circuits tells which.";
    }

    // Never down: calls go on without the object store.
    private PartResponse OfBodies(OutboxState state)
    {
        var told = state.OldestAt is { } oldest
            ? $"{state.Count} whole bodies wait for the object store, {state.Bytes} bytes, the oldest since {Math.Max(0, (long)(time.GetUtcNow() - oldest).TotalSeconds)} s."
            : "Nothing waits.";
        if (state.Shed > 0)
            told += $" Of {state.Shed}, only the beginning was kept since the start, for want of room.";
        return new PartResponse(uploader.IsStoreInUse ? PartStatus.Up : PartStatus.Degraded, told);
    }

    // Never down: documents stay in the log as long as it cannot work.
    private static PartResponse OfArchive(ArchiveWorkState state)
    {
        if (state.EndedAt is not { } endedAt)
            return new PartResponse(PartStatus.Up, "No run on this hub since its start.");
        if (state.Result is not { } result)
            return new PartResponse(PartStatus.Degraded, $"The run of {UtcTimeConverter.Write(endedAt)} was broken off; the hub's log says why.");
        var told = $"The run of {UtcTimeConverter.Write(endedAt)} wrote {result.Files} files with {result.Documents} documents and removed {result.Removed}.";
        return result.Faults.Count == 0
            ? new PartResponse(PartStatus.Up, told)
            : new PartResponse(PartStatus.Degraded, $"{told} {result.Faults.Count} files could not be used; the hub's log says which.");
    }

    // Never down: it mends behind the calls, and whatever keeps it from that is a part of its own here.
    private string Reconciliation()
    {
        if (leadership.LeadingSince is not { } since)
            return "Another hub leads, or none does yet.";
        var state = reconciliation.State;
        var faults = state.Faults.Count == 0 ? "" : $" It cannot look after {string.Join(", ", state.Faults.Select(fault => fault.Step))} now.";
        var beyond = state.Counts[ReconciliationKind.RetriesWithoutDelivery];
        return $"This hub leads since {UtcTimeConverter.Write(since)}; {beyond} planned retries are beyond mending.{faults}";
    }

    // Never down: nothing that is kept too long keeps the hub from its work.
    private PartResponse OfRetention() => retention.Last switch
    {
        null => new PartResponse(PartStatus.Up, leadership.IsHeld ? "Nothing was due yet." : "Another hub leads, or none does yet."),
        { Status: RetentionRunStatus.Running, StartedAt: { } began } => new PartResponse(PartStatus.Up, $"Under way since {UtcTimeConverter.Write(began)}."),
        { Status: RetentionRunStatus.Failed } failed => new PartResponse(PartStatus.Degraded, $"The run at {UtcTimeConverter.Write(failed.RequestedAt)} failed; the next goes on. The hub's log says why."),
        var last => new PartResponse(PartStatus.Up, $"The last run of this hub, at {UtcTimeConverter.Write(last.RequestedAt)}, removed {last.Report.Total} records."),
    };

    private async Task<(string, PartResponse)> AskAsync<T>(string name, Func<CancellationToken, Task<T>> ask)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            await ask(patience.Token).WaitAsync(patience.Token);
            if (_down.TryRemove(name, out _))
                Log.Up(logger, name);
            return (name, new PartResponse(PartStatus.Up, "Answers."));
        }
        catch (Exception fault)
        {
            // Whatever a store throws is an answer to this question; the details are the operator's, not the asker's.
            if (_down.TryAdd(name, true))
                Log.Down(logger, name, fault);
            return (name, new PartResponse(PartStatus.Down, fault is OperationCanceledException ? "Does not answer in time." : "Cannot be used; the hub's log says why."));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "{Part} is down")]
        public static partial void Down(ILogger logger, string part, Exception fault);

        [LoggerMessage(1202, LogLevel.Information, "{Part} is up again")]
        public static partial void Up(ILogger logger, string part);
    }
}
