using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Postgres.Analytics;
using ProKure.Integrations.Postgres.Retry;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Logging;
using ProKure.TestKit.Retry;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Postgres.Tests;

/// <summary>Kills the server, with all its processes, while batches are under way.</summary>
public sealed class CrashTests
{
    private const int Rounds = 3;
    private const int EnoughBatches = 25;
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 26, 0, TimeSpan.Zero);

    private readonly ConcurrentBag<RequestSummary> _written = [];
    private readonly ConcurrentBag<RequestSummary> _tried = [];
    private readonly ConcurrentBag<Delivery> _queued = [];
    private readonly ConcurrentDictionary<Guid, int> _ended = new();
    private int _batches;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_InMidBatch_LosesNothingThatWasWritten_AndDoublesNothing()
    {
        await using var server = await PrivatePostgres.StartAsync();
        await using var database = TemporaryStores.Open(server.ConnectionString);
        await using var notices = new DeliveryNotices(database, NullLogger<DeliveryNotices>.Instance);
        var (summaries, queue) = (new PostgresSummaryStore(database), new PostgresDeliveryQueue(database, notices));

        for (var round = 0; round < Rounds; round++)
        {
            _batches = 0;
            var work = Task.WhenAll([
                .. Enumerable.Range(0, 4).Select(_ => UntilGoneAsync(() => WriteBatchAsync(summaries))),
                UntilGoneAsync(() => EnqueueAsync(queue)),
                UntilGoneAsync(() => WorkOffAsync(queue)),
            ]);
            while (Volatile.Read(ref _batches) < EnoughBatches && !work.IsCompleted)
                await Task.Delay(5, Cancel);
            Assert.False(work.IsCompleted);
            await server.KillAsync();
            await work;
            await server.StartAgainAsync();
        }

        await UntilBackAsync(queue);
        await AssertSummariesAsync(summaries);
        await AssertDeliveriesAsync(queue);
    }

    private async Task AssertSummariesAsync(PostgresSummaryStore store)
    {
        foreach (var summary in _written)
            Assert.Equal(summary, await store.FindAsync(summary.RequestId, Cancel));
        Assert.Equal(0, await store.RecountAsync(Start.AddDays(-1), Start.AddDays(1), Cancel));

        // What was under way is there wholly or not at all; repeated, all of it is there once.
        foreach (var batch in _tried.Chunk(500))
            await store.WriteAsync(batch, Cancel);
        var minutes = await store.GetMinutesAsync(Start.AddDays(-1), Start.AddDays(1), Cancel);
        Assert.Equal(_tried.Count, minutes.Sum(minute => minute.Counts.Values.Sum()));
        Assert.Equal(_tried.Count, minutes.Sum(minute => minute.Latency.Sum()));
        Assert.Equal(0, await store.RecountAsync(Start.AddDays(-1), Start.AddDays(1), Cancel));
    }

    private async Task AssertDeliveriesAsync(PostgresDeliveryQueue queue)
    {
        Assert.NotEmpty(_queued);
        foreach (var delivery in _queued)
        {
            var found = await queue.FindAsync(delivery.Id, Cancel);
            Assert.Equal(delivery.Payload.ToArray(), found?.Payload.ToArray());
            if (_ended.ContainsKey(delivery.Id))
                Assert.Equal(DeliveryState.Succeeded, found!.State);
        }

        Assert.All(_ended.Values, times => Assert.Equal(1, times));
    }

    private async Task WriteBatchAsync(PostgresSummaryStore store)
    {
        var batch = Enumerable.Range(0, 100).Select(i => RequestSummary.Of(LogDocuments.Completed(Start.AddSeconds(i * 3)).Entry)).ToList();
        batch.ForEach(_tried.Add);
        Assert.Equal(batch.Count, await store.WriteAsync(batch, Cancel));
        batch.ForEach(_written.Add);
        Interlocked.Increment(ref _batches);
    }

    private async Task EnqueueAsync(PostgresDeliveryQueue queue)
    {
        var delivery = Deliveries.Queued(Start);
        await queue.EnqueueAsync(delivery, Cancel);
        _queued.Add(delivery);
    }

    private async Task WorkOffAsync(PostgresDeliveryQueue queue)
    {
        foreach (var lease in await queue.ClaimAsync(new DeliveryClaim { Owner = "worker", Limit = 5, Lease = TimeSpan.FromHours(1) }, Cancel))
        {
            if (await queue.ReleaseAsync(lease, lease.Delivery with { State = DeliveryState.Succeeded }, Cancel))
                _ended.AddOrUpdate(lease.Delivery.Id, 1, (_, times) => times + 1);
        }
    }

    private static async Task UntilGoneAsync(Func<Task> work)
    {
        try
        {
            while (true)
                await work();
        }
        catch (StoreUnavailableException)
        {
            // The server was killed.
        }
    }

    private static async Task UntilBackAsync(PostgresDeliveryQueue queue)
    {
        while (true)
        {
            try
            {
                await queue.FindAsync(Guid.Empty, Cancel);
                return;
            }
            catch (StoreUnavailableException)
            {
                // Connections of before are found broken one by one.
            }
        }
    }
}
