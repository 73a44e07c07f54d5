using System.Collections.Concurrent;
using System.Text.Json;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;

namespace ProKure.TestKit.Retry;

/// <summary>What every delivery queue must do. Time is the store's own, so a store's tests say what it is and let it pass.</summary>
public abstract partial class DeliveryQueueContract : StoreContract<IDeliveryQueue>
{
    private static readonly DeliveryFailure Failed = new(ErrorType.Timeout, ErrorSide.Theirs, "No answer in time.", "fedcba9876543210", null, MayHaveBeenReceived: true);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The store's time.</summary>
    protected abstract DateTimeOffset Now { get; }

    /// <summary>Lets the store's time pass.</summary>
    protected abstract ValueTask PassAsync(TimeSpan time);

    [Fact]
    public async Task Enqueue_ComesBackAsWritten()
    {
        var delivery = Deliveries.Queued(Now) with
        {
            AttemptsMade = 2,
            FirstRequestId = Guid.CreateVersion7(Now.AddMinutes(-3)),
            FirstAttemptAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
            Reason = "HTTP_STATUS 503",
            Priority = 2,
            OrderKey = "SAP/PURCHASE_ORDER/PO-4711",
            BlocksOrder = false,
            ConfigRevision = 17,
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ReplayOf = Guid.CreateVersion7(Now.AddMinutes(-9)),
            Failure = new DeliveryFailure(ErrorType.HttpStatus, ErrorSide.Theirs, "Überlastet", "0123456789abcdef", 503, MayHaveBeenReceived: false),
            Interruptions = 1,
        };

        await Store.EnqueueAsync(delivery, Cancel);

        Same(delivery, await Store.FindAsync(delivery.Id, Cancel));
    }

    [Fact]
    public async Task Find_UnknownId_IsNull() => Assert.Null(await Store.FindAsync(Deliveries.Queued(Now).Id, Cancel));

    [Fact]
    public async Task Enqueue_Repeated_LeavesTheFirst()
    {
        var delivery = Deliveries.Queued(Now);
        await Store.EnqueueAsync(delivery, Cancel);

        await Store.EnqueueAsync(delivery with { SystemCode = "OTHER", Payload = "{}"u8.ToArray() }, Cancel);

        Same(delivery, await Store.FindAsync(delivery.Id, Cancel));
        Assert.Single(await ClaimAsync(10));
    }

    [Fact]
    public async Task Enqueue_OfWhatEnded_DoesNotQueueItAgain()
    {
        var delivery = await EnqueueAsync(Now);
        var lease = Assert.Single(await ClaimAsync(1));
        Assert.True(await Store.ReleaseAsync(lease, lease.Delivery with { State = DeliveryState.Succeeded }, Cancel));

        await Store.EnqueueAsync(delivery, Cancel);

        Assert.Empty(await ClaimAsync(1));
        Assert.Equal(DeliveryState.Succeeded, (await Store.FindAsync(delivery.Id, Cancel))!.State);
    }

    [Fact]
    public async Task Claim_LeasesWhatIsDue()
    {
        var delivery = await EnqueueAsync(Now);

        var lease = Assert.Single(await Store.ClaimAsync(Claim("worker-1", 10), Cancel));

        Assert.Equal(("worker-1", false), (lease.Owner, lease.WasInterrupted));
        Assert.InRange(lease.Until, Now + Minute - TimeSpan.FromSeconds(30), Now + Minute);
        Same(delivery with { State = DeliveryState.Running }, lease.Delivery);
        Same(delivery with { State = DeliveryState.Running }, await Store.FindAsync(delivery.Id, Cancel));
        Assert.Empty(await ClaimAsync(10));
    }

    [Fact]
    public async Task Claim_LeavesWhatIsNotDueYet()
    {
        await EnqueueAsync(Now + Minute);

        Assert.Empty(await ClaimAsync(10));

        await PassAsync(Minute);
        Assert.Single(await ClaimAsync(10));
    }

    [Fact]
    public async Task Claim_TakesTheLongestDueFirst_UpToTheLimit()
    {
        var start = Now;
        var third = await EnqueueAsync(start.AddSeconds(-1));
        var first = await EnqueueAsync(start.AddSeconds(-3));
        var second = await EnqueueAsync(start.AddSeconds(-2));

        Assert.Equal([first.Id, second.Id], (await ClaimAsync(2)).Select(lease => lease.Delivery.Id));
        Assert.Equal([third.Id], (await ClaimAsync(2)).Select(lease => lease.Delivery.Id));
    }

    [Fact]
    public async Task Claim_OfWhatAWorkerLeft_TakesItsTurnWithARisenToken()
    {
        var left = await EnqueueAsync(Now);
        var first = Assert.Single(await ClaimAsync(1));
        await PassAsync(Minute + Minute);
        var newer = await EnqueueAsync(Now);

        var leases = await ClaimAsync(10);

        Assert.Equal([left.Id, newer.Id], leases.Select(lease => lease.Delivery.Id));
        Assert.Equal([true, false], leases.Select(lease => lease.WasInterrupted));
        Assert.True(leases[0].FencingToken > first.FencingToken);
    }

    [Fact]
    public async Task Claim_FromManyWorkersAtOnce_LeasesEachDeliveryOnce()
    {
        const int count = 200;
        var expected = new HashSet<Guid>();
        for (var i = 0; i < count; i++)
            expected.Add((await EnqueueAsync(Now)).Id);
        var claimed = new ConcurrentBag<Guid>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Cancel, async (worker, cancel) =>
        {
            while (await Store.ClaimAsync(Claim($"worker-{worker}", 7), cancel) is { Count: > 0 } leases)
            {
                foreach (var lease in leases)
                    claimed.Add(lease.Delivery.Id);
            }
        });

        Assert.Equal(count, claimed.Count);
        Assert.Equal(expected, [.. claimed]);
    }

    [Fact]
    public async Task Renew_KeepsTheDeliveryFromOthers()
    {
        await EnqueueAsync(Now);
        var lease = Assert.Single(await ClaimAsync(1));
        await PassAsync(Minute / 2);

        Assert.True(await Store.RenewAsync(lease, Minute, Cancel));

        await PassAsync(Minute * 0.75);
        Assert.Empty(await ClaimAsync(1));
        await PassAsync(Minute / 2);
        Assert.Single(await ClaimAsync(1));
    }

    [Fact]
    public async Task Renew_AfterAnotherClaim_IsFalse()
    {
        await EnqueueAsync(Now);
        var lost = Assert.Single(await ClaimAsync(1));
        await PassAsync(Minute + Minute);
        var taken = Assert.Single(await ClaimAsync(1));

        Assert.False(await Store.RenewAsync(lost, Minute, Cancel));
        Assert.True(await Store.RenewAsync(taken, Minute, Cancel));
    }

    [Fact]
    public async Task Release_AfterAnotherClaim_ChangesNothing()
    {
        var delivery = await EnqueueAsync(Now);
        var lost = Assert.Single(await ClaimAsync(1));
        await PassAsync(Minute + Minute);
        var taken = Assert.Single(await ClaimAsync(1));

        Assert.False(await Store.ReleaseAsync(lost, lost.Delivery with { State = DeliveryState.Dead, Reason = "late" }, Cancel));

        Same(delivery with { State = DeliveryState.Running }, await Store.FindAsync(delivery.Id, Cancel));
        Assert.True(await Store.ReleaseAsync(taken, taken.Delivery with { State = DeliveryState.Succeeded }, Cancel));
    }

    [Fact]
    public async Task Release_OfALeaseThatRanOutUnclaimed_CountsSoThatTheWorkIsNotDoneTwice()
    {
        await EnqueueAsync(Now);
        var lease = Assert.Single(await ClaimAsync(1));
        await PassAsync(Minute + Minute);

        Assert.True(await Store.ReleaseAsync(lease, lease.Delivery with { State = DeliveryState.Succeeded }, Cancel));

        Assert.Empty(await ClaimAsync(1));
    }

    [Fact]
    public async Task Release_ToTheQueue_KeepsProgressAndWaitsForItsTime()
    {
        var delivery = await EnqueueAsync(Now);
        var lease = Assert.Single(await ClaimAsync(1));
        var retry = lease.Delivery with
        {
            State = DeliveryState.Queued,
            NotBefore = DateTimeOffset.FromUnixTimeMilliseconds((Now + Minute).ToUnixTimeMilliseconds()),
            AttemptsMade = 1,
            FirstRequestId = Guid.CreateVersion7(Now),
            FirstAttemptAt = DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds()),
            Reason = "HTTP_STATUS 503",
        };

        Assert.True(await Store.ReleaseAsync(lease, retry, Cancel));

        Same(retry, await Store.FindAsync(delivery.Id, Cancel));
        Assert.Empty(await ClaimAsync(1));
        await PassAsync(Minute + TimeSpan.FromMilliseconds(1));
        var again = Assert.Single(await ClaimAsync(1));
        Same(retry with { State = DeliveryState.Running }, again.Delivery);
        Assert.True(again.FencingToken > lease.FencingToken);
        Assert.False(again.WasInterrupted);
    }

    [Theory]
    [InlineData(DeliveryState.Succeeded)]
    [InlineData(DeliveryState.Dead)]
    public async Task Release_WithAnEnd_EndsIt(DeliveryState end)
    {
        var delivery = await EnqueueAsync(Now);
        var lease = Assert.Single(await ClaimAsync(1));

        Assert.True(await Store.ReleaseAsync(lease, lease.Delivery with { State = end, AttemptsMade = 1, Reason = "over", EndedAt = delivery.NotBefore, Failure = Failed }, Cancel));

        Same(delivery with { State = end, AttemptsMade = 1, Reason = "over", EndedAt = delivery.NotBefore, Failure = Failed }, await Store.FindAsync(delivery.Id, Cancel));
        Assert.False(await Store.ReleaseAsync(lease, lease.Delivery with { State = DeliveryState.Queued }, Cancel));
        Assert.False(await Store.RenewAsync(lease, Minute, Cancel));
        await PassAsync(Minute + Minute);
        Assert.Empty(await ClaimAsync(1));
    }

    [Fact]
    public async Task RunningDeliveries_AreNeitherEnqueuedNorReleased()
    {
        var running = Deliveries.Queued(Now) with { State = DeliveryState.Running };
        await Assert.ThrowsAsync<ArgumentException>(() => Store.EnqueueAsync(running, Cancel));
        await EnqueueAsync(Now);
        var lease = Assert.Single(await ClaimAsync(1));

        await Assert.ThrowsAsync<ArgumentException>(() => Store.ReleaseAsync(lease, lease.Delivery, Cancel));
    }

    [Fact]
    public async Task Enqueue_CancelledBefore_WritesNothing()
    {
        var delivery = Deliveries.Queued(Now);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.EnqueueAsync(delivery, new CancellationToken(canceled: true)));

        Assert.Null(await Store.FindAsync(delivery.Id, Cancel));
    }

    private static void Same(Delivery expected, Delivery? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(Text(expected), Text(actual));
    }

    private static string Text(Delivery delivery) => JsonSerializer.Serialize(delivery);

    private async Task<Delivery> EnqueueAsync(DateTimeOffset notBefore)
    {
        var delivery = Deliveries.Queued(notBefore);
        await Store.EnqueueAsync(delivery, Cancel);
        return delivery;
    }

    private static DeliveryClaim Claim(string owner, int limit) => new() { Owner = owner, Limit = limit, Lease = Minute };

    private Task<IReadOnlyList<DeliveryLease>> ClaimAsync(int limit) => Store.ClaimAsync(Claim("worker", limit), Cancel);
}
