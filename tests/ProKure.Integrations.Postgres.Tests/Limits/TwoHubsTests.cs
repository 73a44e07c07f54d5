using System.Diagnostics;
using ProKure.Integrations.Limits;
using ProKure.Integrations.Postgres.Limits;

namespace ProKure.Integrations.Postgres.Tests.Limits;

/// <summary>Two hubs with connections of their own on one database: what all of them together are given.</summary>
public sealed class TwoHubsTests : IAsyncLifetime
{
    private TemporaryStores? _stores;
    private PostgresDatabase? _other;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        _other = TemporaryStores.Open(_stores.Database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
            await _other.DisposeAsync();
        if (_stores is not null)
            await _stores.DisposeAsync();
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(500, 50)]
    public async Task Permits_OfTwoHubs_NeverExceedBurstAndRate(int perSecond, int burst)
    {
        PostgresLimitStore[] hubs = [new(_stores!.Stores), new(_other!)];
        var granted = 0;
        var clock = Stopwatch.StartNew();

        await Parallel.ForAsync(0, 120, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (i, cancel) =>
        {
            var grant = await hubs[i % 2].TakeAsync(new PermitRequest("SAP", perSecond, burst, Wanted: 4), cancel);
            var total = Interlocked.Add(ref granted, grant.Granted);
            Assert.InRange(total, 0, burst + (perSecond * clock.Elapsed.TotalSeconds));
        });

        Assert.InRange(granted, burst, int.MaxValue);
    }

    [Fact]
    public async Task Slots_OfTwoHubs_NeverExceedTheMost()
    {
        PostgresLimitStore[] hubs = [new(_stores!.Stores), new(_other!)];
        var held = new int[2];

        await Parallel.ForAsync(0, 2, Cancel, async (hub, cancel) =>
        {
            for (var round = 0; round < 60; round++)
            {
                // What it gives back is not its own before the store is asked, what it is given not before the store has answered.
                var wanted = (round * 7 + hub * 3) % 6;
                Volatile.Write(ref held[hub], Math.Min(held[hub], wanted));
                var grant = await hubs[hub].HoldAsync(new SlotRequest("SAP", $"hub-{hub}", 5, wanted, wanted, TimeSpan.FromHours(1)), cancel);
                Volatile.Write(ref held[hub], grant.Slots);
                Assert.InRange(Volatile.Read(ref held[0]) + Volatile.Read(ref held[1]), 0, 5);
            }
        });
    }
}
