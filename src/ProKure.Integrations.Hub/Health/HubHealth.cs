using ProKure.Integrations.Analytics;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Reconciliation;

namespace ProKure.Integrations.Hub.Health;

/// <summary>Finds out whether the hub can do its work.</summary>
internal sealed partial class HubHealth(
    IConfigurationStore configuration,
    IIntegrationLogStore log,
    ISummaryStore summaries,
    ConfigurationSnapshots snapshots,
    LogWriter logWriter,
    SummaryWriter summaryWriter,
    Leadership leadership,
    ReconciliationReport reconciliation,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<HubHealth> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Asked without a key: a look at the stores is shared by all who ask within a second.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

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
        parts.Add("log_writer", logWriter.Behind == 0
            ? new PartResponse(PartStatus.Up, "Nothing waits.")
            : new PartResponse(PartStatus.Down, $"{logWriter.Behind} log documents wait for the log store to take writes again."));
        parts.Add("summary_writer", new PartResponse(PartStatus.Up, $"{summaryWriter.Queued} summaries wait to be written."));
        parts.Add("reconciliation", new PartResponse(PartStatus.Up, Reconciliation()));
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            parts.Add("process", new PartResponse(PartStatus.Down, "The hub is stopping."));
        return new ReadyResponse(parts.Values.All(part => part.Status == PartStatus.Up) ? PartStatus.Up : PartStatus.Down, parts);
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

    private async Task<(string, PartResponse)> AskAsync<T>(string name, Func<CancellationToken, Task<T>> ask)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            await ask(patience.Token).WaitAsync(patience.Token);
            return (name, new PartResponse(PartStatus.Up, "Answers."));
        }
        catch (Exception fault)
        {
            // Whatever a store throws is an answer to this question; the details are the operator's, not the asker's.
            Log.Down(logger, name, fault);
            return (name, new PartResponse(PartStatus.Down, fault is OperationCanceledException ? "Does not answer in time." : "Cannot be used; the hub's log says why."));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "{Part} is down")]
        public static partial void Down(ILogger logger, string part, Exception fault);
    }
}
