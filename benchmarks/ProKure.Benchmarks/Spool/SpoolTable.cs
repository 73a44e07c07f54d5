using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Sqlite;
using ProKure.Integrations.Sqlite.Logging;

namespace ProKure.Benchmarks.Spool;

/// <summary>Log writes a second, by callers at a time, that become durable in the spool while the store is away, beside those that the embedded store takes; one run, in turns.</summary>
internal static class SpoolTable
{
    private const int Rounds = 5;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(2);
    private static readonly int[] Callers = [1, 16, 64, 256];
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(new string('x', 2_048));

    public static async Task<string> MakeAsync()
    {
        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # The spool: durable log writes a second

            One run on one machine (.NET {Environment.Version}, {Environment.ProcessorCount} processors), medians of {Rounds} rounds of {RoundLength.TotalSeconds} s in turns. Each caller inserts a document with a body of
            {Body.Length} bytes, completes it with another such body, and awaits that both are durable (flushed).

            | callers | spool, store away | embedded store (SQLite) | spool / store | spool, bytes a call |
            |---:|---:|---:|---:|---:|

            """));
        foreach (var callers in Callers)
        {
            var (spooled, stored, bytes) = (new List<double>(), new List<double>(), 0.0);
            for (var round = 0; round < Rounds; round++)
            {
                var (writes, perCall) = await SpooledAsync(callers);
                spooled.Add(writes);
                bytes = perCall;
                stored.Add(await StoredAsync(callers));
            }

            var (spool, store) = (Median(spooled), Median(stored));
            table.AppendLine(CultureInfo.InvariantCulture, $"| {callers} | {spool:N0} | {store:N0} | {spool / store:0.00} | {bytes:N0} |");
        }

        return table.ToString();
    }

    private static async Task<(double WritesPerSecond, double BytesPerCall)> SpooledAsync(int callers)
    {
        var folder = Directory.CreateTempSubdirectory("prokure-bench-");
        try
        {
            using var spool = Spool(Path.Combine(folder.FullName, "spool"));
            await using var writer = Writer(new AwayStore(), spool);
            var writes = await RunAsync(writer, callers);
            var state = spool.State.Log;
            return (writes, state.Bytes * 2.0 / state.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> StoredAsync(int callers)
    {
        var folder = Directory.CreateTempSubdirectory("prokure-bench-");
        try
        {
            using var databases = new SqliteDatabases(Options.Create(new SqliteStoreOptions { DataDirectory = folder.FullName }));
            using var spool = Spool(Path.Combine(folder.FullName, "spool"));
            await using var writer = Writer(new SqliteIntegrationLogStore(databases), spool);
            return await RunAsync(writer, callers);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static HubSpool Spool(string folder) => new(
        Options.Create(new SpoolOptions { Directory = folder, MaxBytes = 1L << 36, FirstRetry = TimeSpan.FromHours(1), LongestRetry = TimeSpan.FromHours(1) }),
        new HubInstance("bench"), TimeProvider.System, NullLogger<HubSpool>.Instance);

    private static LogWriter Writer(IIntegrationLogStore store, HubSpool spool) => new(
        store, spool, Options.Create(new LogWriterOptions { StoreWait = TimeSpan.FromSeconds(30), StoreTimeout = TimeSpan.FromSeconds(30) }), TimeProvider.System, NullLogger<LogWriter>.Instance);

    private static async Task<double> RunAsync(LogWriter writer, int callers)
    {
        await CallAsync(writer);
        long writes = 0;
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (TimeProvider.System.GetElapsedTime(began) < RoundLength)
            {
                await CallAsync(writer);
                Interlocked.Add(ref writes, 2);
            }
        })));
        return writes / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task CallAsync(LogWriter writer)
    {
        var document = Document();
        await writer.InsertAsync(document, LogDurability.StoreOrSpool, CancellationToken.None);
        var entry = document.Entry with { Status = LogStatus.Success, IsSuccess = true, ResponseStatus = 201, ResponseBytes = Body.Length, DurationMs = 12.5, CompletedAt = document.Entry.StartedAt };
        if (!await writer.CompleteAsync(document with { Entry = entry, Response = document.Request }))
            throw new InvalidOperationException("A completion was not durable.");
    }

    private static LogDocument Document()
    {
        var now = TimeProvider.System.GetUtcMilliseconds();
        var entry = new LogEntry
        {
            RequestId = Guid.CreateVersion7(now),
            CorrelationId = "0193d2c4-7a10-7c55-b5e5-3f3c8a107c55",
            SystemCode = "SAP",
            EndpointCode = "CREATE_PO",
            Direction = LogDirection.Outbound,
            Status = LogStatus.Pending,
            HttpMethod = "POST",
            RequestUrl = "https://sap.example/sap/opu/odata/purchase-orders",
            StartedAt = now,
            CreatedAt = now,
            Retry = LogRetry.Single,
            Context = new LogContext { EntityType = "PURCHASE_ORDER", EntityId = "PO-4711", OperationType = "CREATE" },
            Actor = new LogActor("purchasing", TriggeredBy.Api),
            RequestBytes = Body.Length,
            InstanceId = "0193d2c4-7a10-7c55-b5e5-3f3c8a107c56",
        };
        CapturedHeader[] headers = [new("Content-Type", "application/json"), new("Authorization", "[REDACTED]"), new("X-Correlation-ID", entry.CorrelationId)];
        return new LogDocument(entry, new CapturedPayload { Headers = headers, Body = Body, Format = BodyFormat.Text }, null);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private sealed class AwayStore : IIntegrationLogStore
    {
        public Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken) =>
            throw new LogStoreUnavailableException("Away.");

        public Task<LogDocument?> FindAsync(Guid requestId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Page<LogEntry>> SearchAsync(LogQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<LogDocument>> TraceAsync(string correlationId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task NoteFindingAsync(Guid requestId, string reason, DateTimeOffset? nextRetryAt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ReadOnlyMemory<byte>?> FindOriginalAsync(Guid requestId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> RemoveOriginalsAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<LogEntry>> MarkLostAsync(
            IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
