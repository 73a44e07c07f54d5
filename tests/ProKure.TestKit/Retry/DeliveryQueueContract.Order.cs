using System.Collections.Concurrent;
using ProKure.Integrations.Retry;

namespace ProKure.TestKit.Retry;

public abstract partial class DeliveryQueueContract
{
    [Fact]
    public async Task Order_LaterOnesWaitUntilTheEarlierHasEnded()
    {
        var (first, second, third) = (await OrderedAsync("PO-1"), await OrderedAsync("PO-1"), await OrderedAsync("PO-1"));
        var other = await OrderedAsync("PO-2");
        Assert.Equal([DeliveryState.Queued, DeliveryState.Waiting, DeliveryState.Waiting, DeliveryState.Queued], await StatesAsync(first, second, third, other));

        var leases = await ClaimAsync(10);
        Assert.Equal(new HashSet<Guid> { first.Id, other.Id }, [.. leases.Select(lease => lease.Delivery.Id)]);
        Assert.Empty(await ClaimAsync(10));

        await ReleaseAsync(leases.Single(lease => lease.Delivery.Id == first.Id), DeliveryState.Succeeded);
        var next = Assert.Single(await ClaimAsync(10));
        Assert.Equal(second.Id, next.Delivery.Id);
        await ReleaseAsync(next, DeliveryState.Cancelled);
        Assert.Equal(third.Id, Assert.Single(await ClaimAsync(10)).Delivery.Id);
    }

    [Fact]
    public async Task Order_ARetryKeepsTheTurn()
    {
        var (first, second) = (await OrderedAsync("PO-1"), await OrderedAsync("PO-1"));
        var lease = Assert.Single(await ClaimAsync(10));

        await ReleaseAsync(lease, DeliveryState.Queued, Now + Minute);

        Assert.Empty(await ClaimAsync(10));
        await PassAsync(Minute + TimeSpan.FromMilliseconds(1));
        Assert.Equal(first.Id, Assert.Single(await ClaimAsync(10)).Delivery.Id);
        Assert.Equal([DeliveryState.Waiting], await StatesAsync(second));
    }

    [Fact]
    public async Task Order_ALostWorkerKeepsTheTurn_UntilAnotherTakesOver()
    {
        var (first, second) = (await OrderedAsync("PO-1"), await OrderedAsync("PO-1"));
        Assert.Single(await ClaimAsync(10));
        await PassAsync(Minute + Minute);

        var taken = Assert.Single(await ClaimAsync(10));

        Assert.Equal((first.Id, true), (taken.Delivery.Id, taken.WasInterrupted));
        await ReleaseAsync(taken, DeliveryState.Succeeded);
        Assert.Equal(second.Id, Assert.Single(await ClaimAsync(10)).Delivery.Id);
    }

    [Theory]
    [InlineData(DeliveryState.Resolved)]
    [InlineData(DeliveryState.Cancelled)]
    public async Task Order_ADeadLetterBlocks_UntilAPersonHasSeenToIt(DeliveryState end)
    {
        var (first, second) = (await OrderedAsync("PO-1"), await OrderedAsync("PO-1"));
        await ReleaseAsync(Assert.Single(await ClaimAsync(10)), DeliveryState.Dead);
        Assert.Empty(await ClaimAsync(10));
        Assert.Equal([DeliveryState.Dead, DeliveryState.Waiting], await StatesAsync(first, second));
        var third = await OrderedAsync("PO-1");

        var dead = (await Store.FindAsync(first.Id, Cancel))!;
        Assert.True(await Store.ReviseAsync(dead, dead with { State = end }, Cancel));

        Assert.Equal(second.Id, Assert.Single(await ClaimAsync(10)).Delivery.Id);
        Assert.Equal([DeliveryState.Waiting], await StatesAsync(third));
    }

    [Fact]
    public async Task Order_ABlockingDeadLetterThatIsQueuedAgain_GoesFirst()
    {
        var first = await OrderedAsync("PO-1");
        var second = await OrderedAsync("PO-1");
        await ReleaseAsync(Assert.Single(await ClaimAsync(10)), DeliveryState.Dead);
        var dead = (await Store.FindAsync(first.Id, Cancel))!;

        Assert.True(await Store.ReviseAsync(dead, dead with { State = DeliveryState.Queued }, Cancel));

        Assert.Equal(first.Id, Assert.Single(await ClaimAsync(10)).Delivery.Id);
        Assert.Equal([DeliveryState.Waiting], await StatesAsync(second));
    }

    [Fact]
    public async Task Order_ADeadLetterThatDoesNotBlock_LetsTheOthersGoOn_AndQueuesBehindThem()
    {
        var (first, second) = (await OrderedAsync("PO-1", blocks: false), await OrderedAsync("PO-1", blocks: false));
        await ReleaseAsync(Assert.Single(await ClaimAsync(10)), DeliveryState.Dead);
        var running = Assert.Single(await ClaimAsync(10));
        Assert.Equal(second.Id, running.Delivery.Id);
        var dead = (await Store.FindAsync(first.Id, Cancel))!;

        Assert.True(await Store.ReviseAsync(dead, dead with { State = DeliveryState.Queued }, Cancel));

        Assert.Equal([DeliveryState.Waiting], await StatesAsync(first));
        await ReleaseAsync(running, DeliveryState.Succeeded);
        Assert.Equal(first.Id, Assert.Single(await ClaimAsync(10)).Delivery.Id);
    }

    [Fact]
    public async Task Order_OneThatWaits_MayBeEnded()
    {
        var (first, second, third) = (await OrderedAsync("PO-1"), await OrderedAsync("PO-1"), await OrderedAsync("PO-1"));
        var waiting = (await Store.FindAsync(second.Id, Cancel))!;

        Assert.True(await Store.ReviseAsync(waiting, waiting with { State = DeliveryState.Cancelled, Reason = "CANCELLED_BEFORE_SEND" }, Cancel));

        Assert.Equal([DeliveryState.Queued, DeliveryState.Cancelled, DeliveryState.Waiting], await StatesAsync(first, second, third));
        await ReleaseAsync(Assert.Single(await ClaimAsync(10)), DeliveryState.Succeeded);
        Assert.Equal(third.Id, Assert.Single(await ClaimAsync(10)).Delivery.Id);
    }

    [Fact]
    public async Task Order_WithManyWorkersWhileMoreArrive_RunsOneAtATimeInOrderAndStallsNever()
    {
        const int entities = 5, each = 12;
        var (accepted, ran) = (new ConcurrentDictionary<string, ConcurrentQueue<Guid>>(StringComparer.Ordinal), new ConcurrentDictionary<string, ConcurrentQueue<Guid>>(StringComparer.Ordinal));
        var running = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var done = 0;

        var enqueue = Parallel.ForEachAsync(Enumerable.Range(0, entities), Cancel, async (entity, _) =>
        {
            for (var i = 0; i < each; i++)
            {
                var delivery = await OrderedAsync($"PO-{entity}");
                accepted.GetOrAdd(delivery.OrderKey!, _ => new()).Enqueue(delivery.Id);
            }
        });
        var work = Parallel.ForEachAsync(Enumerable.Range(0, 6), Cancel, async (worker, cancel) =>
        {
            while (Volatile.Read(ref done) < entities * each)
            {
                foreach (var lease in await Store.ClaimAsync(Claim($"worker-{worker}", 3), cancel))
                {
                    var key = lease.Delivery.OrderKey!;
                    Assert.True(running.TryAdd(key, true), $"Two of {key} run at a time.");
                    ran.GetOrAdd(key, _ => new()).Enqueue(lease.Delivery.Id);
                    Assert.True(running.TryRemove(key, out _));
                    await ReleaseAsync(lease, DeliveryState.Succeeded);
                    Interlocked.Increment(ref done);
                }
            }
        });
        await Task.WhenAll(enqueue, work);

        Assert.Equal(entities, accepted.Count);
        Assert.All(accepted, entity => Assert.Equal(entity.Value, ran[entity.Key]));
    }

    private async Task<Delivery> OrderedAsync(string entity, bool blocks = true)
    {
        var delivery = Deliveries.Queued(Now) with { OrderKey = $"SAP/PURCHASE_ORDER/{entity}", BlocksOrder = blocks };
        await Store.EnqueueAsync(delivery, Cancel);
        return delivery;
    }

    private async Task ReleaseAsync(DeliveryLease lease, DeliveryState state, DateTimeOffset? notBefore = null) =>
        Assert.True(await Store.ReleaseAsync(lease, lease.Delivery with { State = state, NotBefore = notBefore ?? lease.Delivery.NotBefore }, Cancel));

    private async Task<List<DeliveryState>> StatesAsync(params Delivery[] deliveries)
    {
        var states = new List<DeliveryState>();
        foreach (var delivery in deliveries)
            states.Add((await Store.FindAsync(delivery.Id, Cancel))!.State);
        return states;
    }
}
