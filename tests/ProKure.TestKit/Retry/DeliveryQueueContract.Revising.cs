using ProKure.Integrations;
using ProKure.Integrations.Retry;

namespace ProKure.TestKit.Retry;

public abstract partial class DeliveryQueueContract
{
    private const string Lost = "PROCESS_LOST";

    [Fact]
    public async Task Revise_OfADeadLetter_QueuesItAgain()
    {
        var dead = await DeadAsync(Lost);
        var revised = dead with
        {
            State = DeliveryState.Queued,
            NotBefore = Now.TruncateToMilliseconds(),
            AttemptsMade = 3,
            FirstRequestId = Guid.CreateVersion7(Now),
            FirstAttemptAt = Now.TruncateToMilliseconds(),
            Reason = "TIMEOUT",
        };

        Assert.True(await Store.ReviseAsync(dead, revised, Cancel));

        Same(revised, await Store.FindAsync(dead.Id, Cancel));
        var lease = Assert.Single(await ClaimAsync(10));
        Same(revised with { State = DeliveryState.Running }, lease.Delivery);
        Assert.False(lease.WasInterrupted);
        Assert.Empty(await Store.ListDeadAsync(Lost, null, 10, Cancel));
    }

    [Theory]
    [InlineData(DeliveryState.Succeeded, null)]
    [InlineData(DeliveryState.Dead, "NOT_TRANSIENT")]
    public async Task Revise_MayEndItOtherwise(DeliveryState state, string? reason)
    {
        var dead = await DeadAsync(Lost);

        Assert.True(await Store.ReviseAsync(dead, dead with { State = state, Reason = reason }, Cancel));

        Same(dead with { State = state, Reason = reason }, await Store.FindAsync(dead.Id, Cancel));
        Assert.Empty(await ClaimAsync(10));
    }

    [Fact]
    public async Task Revise_OfWhatStandsOtherwiseThanSeen_ChangesNothing()
    {
        var dead = await DeadAsync(Lost);
        var revised = dead with { State = DeliveryState.Queued, Reason = null };
        Delivery[] outdated =
        [
            dead with { State = DeliveryState.Queued }, dead with { NotBefore = dead.NotBefore.AddMilliseconds(1) },
            dead with { AttemptsMade = dead.AttemptsMade + 1 }, dead with { Reason = "OTHER" }, dead with { Reason = null },
        ];

        foreach (var seen in outdated)
            Assert.False(await Store.ReviseAsync(seen, revised, Cancel));

        Same(dead, await Store.FindAsync(dead.Id, Cancel));
        var unknown = Deliveries.Queued(Now);
        Assert.False(await Store.ReviseAsync(unknown, unknown with { State = DeliveryState.Dead }, Cancel));
    }

    [Fact]
    public async Task Revise_OfOneWithoutAReason_TakesThatForTheReason()
    {
        var queued = await EnqueueAsync(Now);

        Assert.True(await Store.ReviseAsync(queued, queued with { State = DeliveryState.Dead, Reason = "WITHDRAWN" }, Cancel));

        Assert.Empty(await ClaimAsync(1));
    }

    [Fact]
    public async Task Revise_OfOneThatAWorkerHolds_ChangesNothing()
    {
        var queued = await EnqueueAsync(Now);
        var lease = Assert.Single(await ClaimAsync(1));

        Assert.False(await Store.ReviseAsync(queued, queued with { State = DeliveryState.Dead }, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ReviseAsync(lease.Delivery, queued, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ReviseAsync(queued, lease.Delivery, Cancel));

        Assert.True(await Store.ReleaseAsync(lease, queued with { State = DeliveryState.Succeeded }, Cancel));
    }

    [Fact]
    public async Task Revise_IntoAnotherDelivery_SaysSo() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ReviseAsync(Deliveries.Queued(Now), Deliveries.Queued(Now), Cancel));

    [Fact]
    public async Task Revise_ByTwoAtOnce_IsDoneOnce()
    {
        var dead = await DeadAsync(Lost);

        var done = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => Task.Run(
            () => Store.ReviseAsync(dead, dead with { State = DeliveryState.Queued, AttemptsMade = dead.AttemptsMade + i }, Cancel), Cancel)));

        Assert.Single(done, changed => changed);
        Assert.Equal(dead.AttemptsMade + Array.IndexOf(done, true) + 1, (await Store.FindAsync(dead.Id, Cancel))!.AttemptsMade);
    }

    [Fact]
    public async Task ListDead_GivesThoseWithTheReason_PageByPageInTheOrderOfTheirIds()
    {
        var dead = new List<Delivery>();
        for (var i = 0; i < 5; i++)
            dead.Add(await DeadAsync(Lost));
        await DeadAsync("ATTEMPTS_USED_UP");
        await EnqueueAsync(Now);
        var expected = dead.OrderBy(delivery => delivery.Id.ToString(), StringComparer.Ordinal).ToList();

        var first = await Store.ListDeadAsync(Lost, null, 3, Cancel);
        var second = await Store.ListDeadAsync(Lost, first[^1].Id, 3, Cancel);

        Assert.Equal((3, 2), (first.Count, second.Count));
        foreach (var (delivery, found) in expected.Zip(first.Concat(second)))
            Same(delivery, found);
        Assert.Empty(await Store.ListDeadAsync(Lost, second[^1].Id, 3, Cancel));
        Assert.Empty(await Store.ListDeadAsync("NOBODY", null, 3, Cancel));
    }

    private async Task<Delivery> DeadAsync(string reason)
    {
        var delivery = await EnqueueAsync(Now);
        var lease = (await ClaimAsync(10)).Single(claimed => claimed.Delivery.Id == delivery.Id);
        var dead = lease.Delivery with { State = DeliveryState.Dead, AttemptsMade = 1, Reason = reason };
        Assert.True(await Store.ReleaseAsync(lease, dead, Cancel));
        return dead;
    }
}
