using ProKure.Integrations.Retry;

namespace ProKure.TestKit.Retry;

public abstract partial class DeliveryQueueContract
{
    [Theory]
    [InlineData(DeliveryState.Succeeded, true)]
    [InlineData(DeliveryState.Cancelled, true)]
    [InlineData(DeliveryState.Resolved, true)]
    [InlineData(DeliveryState.Dead, false)]
    [InlineData(DeliveryState.Queued, false)]
    public async Task RemoveEnded_RemovesWhatIsOver_AndNoDeadLetter(DeliveryState state, bool isRemoved)
    {
        var delivery = Deliveries.Queued(Now) with { State = state, EndedAt = state == DeliveryState.Queued ? null : Now };
        await Store.EnqueueAsync(delivery, Cancel);

        Assert.Equal(isRemoved ? 1 : 0, await Store.RemoveEndedAsync(Now + Minute, 10, Cancel));

        Assert.Equal(isRemoved, await Store.FindAsync(delivery.Id, Cancel) is null);
    }

    [Fact]
    public async Task RemoveEnded_BeginsWithTheLongestEnded_UpToTheLimit()
    {
        var ended = Enumerable.Range(0, 4).Select(i => Deliveries.Queued(Now) with { State = DeliveryState.Succeeded, EndedAt = Now - (Minute * i) }).ToList();
        foreach (var delivery in ended)
            await Store.EnqueueAsync(delivery, Cancel);

        Assert.Equal(2, await Store.RemoveEndedAsync(Now - (Minute / 2), 2, Cancel));
        Assert.Equal(1, await Store.RemoveEndedAsync(Now - (Minute / 2), 2, Cancel));
        Assert.Equal(0, await Store.RemoveEndedAsync(Now - (Minute / 2), 2, Cancel));

        Assert.NotNull(await Store.FindAsync(ended[0].Id, Cancel));
        Assert.Null(await Store.FindAsync(ended[3].Id, Cancel));
    }

    [Fact]
    public async Task RemoveEnded_ByManyAtOnce_RemovesEachOnce()
    {
        for (var i = 0; i < 40; i++)
            await Store.EnqueueAsync(Deliveries.Queued(Now) with { State = DeliveryState.Succeeded, EndedAt = Now.AddSeconds(-i) }, Cancel);

        var removed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RemoveAllAsync()));

        Assert.Equal(40, removed.Sum());

        async Task<int> RemoveAllAsync()
        {
            for (var all = 0; ;)
            {
                var some = await Store.RemoveEndedAsync(Now + Minute, 5, Cancel);
                all += some;
                if (some == 0)
                    return all;
            }
        }
    }
}
