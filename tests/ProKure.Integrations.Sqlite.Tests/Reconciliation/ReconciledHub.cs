using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Reconciliation;
using ProKure.Integrations.Repeats;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Sqlite.Analytics;
using ProKure.Integrations.Sqlite.Configuration;
using ProKure.Integrations.Sqlite.Fleet;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.Integrations.Sqlite.Retry;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Sqlite.Tests.Reconciliation;

/// <summary>A hub that leads, with real stores and a clock that the test moves; it passes when the test says.</summary>
internal sealed class ReconciledHub : IAsyncDisposable
{
    public const string Instance = "leader";

    private readonly TemporaryStores _stores = new();
    private readonly HubSpool _spool;
    private readonly SummaryWriter _writer;
    private readonly DeliverySignal _signal = new();
    private readonly ConfigurationSnapshots _snapshots;
    private readonly Leadership _leadership;
    private readonly HubInstance _instance = new(Instance);
    private ReconciliationTerm _term;

    /// <param name="keys">The master keys; null for one, none for a hub without.</param>
    public ReconciledHub(IMasterKeyProvider? keys = null)
    {
        Vault = new OriginalVault(keys ?? TestKeys.Of("K1"), Microsoft.Extensions.Options.Options.Create(OriginalOptions), NullLogger<OriginalVault>.Instance);
        Payloads = new DeliveryVault(keys ?? TestKeys.Of("K1"));
        Jobs = new SqliteReplayJobStore(_stores.Databases);
        Log = new SqliteIntegrationLogStore(_stores.Databases);
        Summaries = new SqliteSummaryStore(_stores.Databases);
        Queue = new SqliteDeliveryQueue(_stores.Databases, Time);
        Fleet = new SqliteFleetStore(_stores.Databases, Time);
        Admission = new DeliveryAdmission(Queue, Payloads, _signal);
        Report = new ReconciliationReport(Time);
        _spool = new HubSpool(
            Microsoft.Extensions.Options.Options.Create(new SpoolOptions { Directory = _stores.FileOf("spool") }), new HubInstance(Instance), TimeProvider.System,
            NullLogger<HubSpool>.Instance);
        _writer = new SummaryWriter(Summaries, _spool, Microsoft.Extensions.Options.Options.Create(new SummaryWriterOptions()), TimeProvider.System, NullLogger<SummaryWriter>.Instance);
        _snapshots = new ConfigurationSnapshots(
            new SqliteConfigurationStore(_stores.Databases, Time), new ConfigurationSignal(), Time, NullLogger<ConfigurationSnapshots>.Instance);
        _leadership = new Leadership(Fleet, Reconciler.Role, _instance, FleetOptions.LeaderLease, Time, NullLogger<Leadership>.Instance);
        _term = Term();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));

    public FleetOptions FleetOptions { get; } = new();

    public ReconcilerOptions Options { get; } = new();

    public OriginalOptions OriginalOptions { get; } = new();

    /// <summary>The rebuild of summaries, with what this hub has.</summary>
    public SummaryRebuild Rebuild => new(Log, Summaries, _snapshots, Microsoft.Extensions.Options.Options.Create(Options), Time);

    public OriginalVault Vault { get; }

    public DeliveryVault Payloads { get; }

    public DeliveryAdmission Admission { get; }

    public SqliteReplayJobStore Jobs { get; }

    /// <summary>Where the files are.</summary>
    public string Folder => Path.GetDirectoryName(_stores.FileOf("log.db"))!;

    public SqliteDatabases Databases => _stores.Databases;

    public SqliteIntegrationLogStore Log { get; }

    public SqliteSummaryStore Summaries { get; }

    public SqliteDeliveryQueue Queue { get; }

    public SqliteFleetStore Fleet { get; }

    public ReconciliationReport Report { get; }

    public DateTimeOffset Now => Time.GetUtcMilliseconds();

    /// <summary>Lets time pass, in which this hub and the others given live, and this one leads.</summary>
    public async Task PassAsync(TimeSpan time, params string[] others)
    {
        for (var end = Time.GetUtcNow() + time; Time.GetUtcNow() < end;)
        {
            var left = end - Time.GetUtcNow();
            Time.Advance(left < FleetOptions.BeatInterval ? left : FleetOptions.BeatInterval);
            foreach (var id in others.Append(Instance))
                await Fleet.BeatAsync(new InstanceBeat(id, "machine", 1, "1", Time.GetUtcNow()), Cancel);
            await _leadership.TryRenewAsync(Cancel);
        }
    }

    /// <summary>Lets time pass in which nobody gives a sign of life.</summary>
    public void Freeze(TimeSpan time) => Time.Advance(time);

    /// <summary>Begins as a new leader does, with nothing in mind of what was looked at.</summary>
    public async Task LeadAgainAsync()
    {
        _term = Term();
        await ReconcileAsync();
    }

    /// <summary>Renews the lease and reconciles once.</summary>
    public async Task ReconcileAsync()
    {
        await _leadership.TryRenewAsync(Cancel);
        await _term.RunPassAsync(Cancel);
    }

    public long Count(ReconciliationKind kind) => Report.State.Counts[kind];

    public async Task WriteAsync(params LogDocument[] documents) =>
        Assert.Empty(await Log.WriteAsync([.. documents.Select(document => new LogWrite(LogWriteKind.Insert, document))], Cancel));

    public Task ConfigureAsync(params IConfigurationRow[] rows) => ConfigureAsync(0, rows);

    /// <summary>Writes the next version of rows.</summary>
    public async Task ConfigureAsync(int expectedVersion, params IConfigurationRow[] rows)
    {
        var store = new SqliteConfigurationStore(_stores.Databases, Time);
        var saved = await store.SaveAsync([.. rows.Select(row => new ConfigurationChange(row, ExpectedVersion: expectedVersion))], "test", Cancel);
        Assert.Empty(saved.Conflicts);
        await _snapshots.ReloadAsync(Cancel);
    }

    /// <summary>The summary of an attempt once the writer behind the calls has written it.</summary>
    public async Task<RequestSummary> SummaryOfAsync(Guid requestId)
    {
        while (true)
        {
            if (await Summaries.FindAsync(requestId, Cancel) is { } summary)
                return summary;
            await Task.Delay(5, Cancel);
        }
    }

    private ReconciliationTerm Term() => new(
        Fleet, Log, Summaries, Queue, Admission, Jobs, new LostAttemptMarker(Log, _writer, _instance, Time, NullLogger<LostAttemptMarker>.Instance),
        new LostCalls(Log, Queue, Admission, Vault, _snapshots, Time, NullLogger<LostCalls>.Instance), Vault,
        new DeliveryRetention(_snapshots, Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(OriginalOptions), Microsoft.Extensions.Options.Options.Create(new IdempotencyOptions()), Time),
        _snapshots, _signal,
        _leadership, _instance, Microsoft.Extensions.Options.Options.Create(FleetOptions), Microsoft.Extensions.Options.Options.Create(Options), Report, Time,
        NullLogger<ReconciliationTerm>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _spool.Dispose();
        _snapshots.Dispose();
        _signal.Dispose();
        _stores.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
