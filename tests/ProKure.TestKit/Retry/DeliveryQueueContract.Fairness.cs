using System.Collections.Concurrent;
using ProKure.Integrations.Retry;

namespace ProKure.TestKit.Retry;

public abstract partial class DeliveryQueueContract
{
    [Fact]
    public async Task Claim_OfManySystems_LetsThemTakeTurns_HoweverLongOneQueueIs()
    {
        var start = Now;
        for (var i = 0; i < 60; i++)
            await EnqueueAsync("FLOOD", start.AddMinutes(-10));
        var small = new HashSet<Guid> { (await EnqueueAsync("A", start)).Id, (await EnqueueAsync("B", start)).Id, (await EnqueueAsync("Z", start)).Id };

        var leases = await Store.ClaimAsync(Claim("worker", 8), Cancel);

        Assert.Subset(leases.Select(lease => lease.Delivery.Id).ToHashSet(), small);
        Assert.Contains(leases, lease => lease.Delivery.SystemCode == "FLOOD");
        Assert.InRange(leases.Count, 4, 8);
    }

    [Fact]
    public async Task Claim_OneAtATime_GoesOnWithTheSystemAfterTheLast()
    {
        var start = Now;
        foreach (var system in new[] { "A", "A", "A", "B", "C", "C" })
            await EnqueueAsync(system, start);
        var order = new List<string>();
        for (string? last = null; await Store.ClaimAsync(Claim("worker", 1) with { After = last }, Cancel) is { Count: > 0 } leases; last = leases[0].Delivery.SystemCode)
            order.Add(Assert.Single(leases).Delivery.SystemCode);

        Assert.Equal(["A", "B", "C", "A", "C", "A"], order);
    }

    [Fact]
    public async Task Claim_TakesNoMoreOfASystemThanTheWorkerMayHold()
    {
        var start = Now;
        for (var i = 0; i < 5; i++)
        {
            await EnqueueAsync("HANGS", start);
            await EnqueueAsync("WORKS", start);
        }

        var leases = new List<DeliveryLease>();
        var claim = Claim("worker", 20) with { PerSystem = 3, Held = Held(("HANGS", 2)) };
        while (await Store.ClaimAsync(claim with { Held = HeldWith(claim.Held, leases) }, Cancel) is { Count: > 0 } more)
            leases.AddRange(more);

        Assert.Equal((1, 3), (leases.Count(lease => lease.Delivery.SystemCode == "HANGS"), leases.Count(lease => lease.Delivery.SystemCode == "WORKS")));
    }

    [Fact]
    public async Task Claim_TakesFirstOfTheSystemThatHoldsLeast()
    {
        var start = Now;
        await EnqueueAsync("A", start.AddMinutes(-5));
        var idle = await EnqueueAsync("B", start);

        var lease = Assert.Single(await Store.ClaimAsync(Claim("worker", 1) with { Held = Held(("A", 7)) }, Cancel));

        Assert.Equal(idle.Id, lease.Delivery.Id);
    }

    [Fact]
    public async Task Claim_TakesTheMoreUrgentFirst_ThenTheLongestDue()
    {
        var start = Now;
        var later = await EnqueueAsync("SAP", start.AddMinutes(-9), priority: 9);
        var usual = await EnqueueAsync("SAP", start.AddMinutes(-3));
        var urgent = await EnqueueAsync("SAP", start, priority: 1);
        var urgentToo = await EnqueueAsync("SAP", start.AddMinutes(-1), priority: 1);
        await EnqueueAsync("SAP", start.AddMinutes(5), priority: 1);

        Assert.Equal([urgentToo.Id, urgent.Id, usual.Id], (await ClaimAsync(3)).Select(lease => lease.Delivery.Id));
        Assert.Equal([later.Id], (await ClaimAsync(3)).Select(lease => lease.Delivery.Id));
    }

    [Fact]
    public async Task Claim_OfWhatAWorkerLeft_KeepsToTheSystemsShareToo()
    {
        for (var i = 0; i < 3; i++)
            await EnqueueAsync("HANGS", Now);
        Assert.Equal(3, (await ClaimAsync(10)).Count);
        await PassAsync(Minute + Minute);

        Assert.Empty(await Store.ClaimAsync(Claim("other", 10) with { PerSystem = 2, Held = Held(("HANGS", 2)) }, Cancel));
        Assert.Single(await Store.ClaimAsync(Claim("other", 10) with { PerSystem = 3, Held = Held(("HANGS", 2)) }, Cancel));
    }

    [Fact]
    public async Task Claim_CountsHowOftenTheOwnerWasLost()
    {
        var delivery = await EnqueueAsync(Now);
        await ClaimAsync(1);
        for (var lost = 1; lost <= 3; lost++)
        {
            await PassAsync(Minute + Minute);
            var lease = Assert.Single(await Store.ClaimAsync(Claim($"next-{lost}", 1), Cancel));
            Assert.Equal((lost, true), (lease.Delivery.Interruptions, lease.WasInterrupted));
        }

        Assert.Equal(3, (await Store.FindAsync(delivery.Id, Cancel))!.Interruptions);
    }

    [Fact]
    public async Task Claim_OfOnesOwnLeaseThatRanOut_CountsNothingLost()
    {
        await EnqueueAsync(Now);
        await ClaimAsync(1);
        await PassAsync(Minute + Minute);

        var lease = Assert.Single(await ClaimAsync(1));

        Assert.Equal((0, true), (lease.Delivery.Interruptions, lease.WasInterrupted));
    }

    [Fact]
    public async Task Claim_ByManyWorkersWithManySystems_LosesNothingAndGivesNothingTwice()
    {
        var expected = new HashSet<Guid>();
        for (var i = 0; i < 120; i++)
            expected.Add((await EnqueueAsync($"S{i % 7}", Now, priority: 1 + (i % 3))).Id);
        var claimed = new ConcurrentBag<Guid>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 6), Cancel, async (worker, cancel) =>
        {
            while (claimed.Count < expected.Count)
            {
                foreach (var lease in await Store.ClaimAsync(Claim($"worker-{worker}", 5), cancel))
                    claimed.Add(lease.Delivery.Id);
            }
        });

        Assert.Equal(expected.Count, claimed.Count);
        Assert.Equal(expected, [.. claimed]);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public async Task Claim_OfNothing_SaysSo(int limit, int perSystem, int seconds) => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => Store.ClaimAsync(new DeliveryClaim { Owner = "worker", Limit = limit, PerSystem = perSystem, Lease = TimeSpan.FromSeconds(seconds) }, Cancel));

    private static Dictionary<string, int> Held(params (string System, int Count)[] held) =>
        held.ToDictionary(system => system.System, system => system.Count, StringComparer.Ordinal);

    private static Dictionary<string, int> HeldWith(IReadOnlyDictionary<string, int> before, List<DeliveryLease> leases)
    {
        var held = new Dictionary<string, int>(before, StringComparer.Ordinal);
        foreach (var lease in leases)
            held[lease.Delivery.SystemCode] = held.GetValueOrDefault(lease.Delivery.SystemCode) + 1;
        return held;
    }

    private async Task<Delivery> EnqueueAsync(string system, DateTimeOffset notBefore, int priority = Delivery.DefaultPriority)
    {
        var delivery = Deliveries.Queued(notBefore) with { SystemCode = system, Priority = priority };
        await Store.EnqueueAsync(delivery, Cancel);
        return delivery;
    }
}
