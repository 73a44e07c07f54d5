using System.Text.Json;
using ProKure.Integrations;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.TestKit.Retry;

/// <summary>A queue with what people see of it.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Ledger">What people see of it and do to it.</param>
/// <param name="Jobs">Replays of many.</param>
public sealed record DeliveryStores(IDeliveryQueue Queue, IDeliveryLedger Ledger, IReplayJobStore Jobs);

/// <summary>What every delivery ledger must do.</summary>
public abstract partial class DeliveryLedgerContract : StoreContract<DeliveryStores>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);
    private static readonly DeliveryAction Resolve = new(DeliveryActionKind.Resolved, Now, "anna (KEY)", "done by hand");
    private static int _milliseconds;

    [Fact]
    public async Task Search_GivesTheNewestFirst_PageByPage_WithoutPayload()
    {
        var all = new List<Delivery>();
        for (var i = 0; i < 5; i++)
            all.Add(await EnqueueAsync());

        var first = await SearchAsync(new DeliveryQuery { Limit = 2 });
        var second = await SearchAsync(new DeliveryQuery { Limit = 2, After = Guid.Parse(first.NextCursor!) });
        var third = await SearchAsync(new DeliveryQuery { Limit = 2, After = Guid.Parse(second.NextCursor!) });

        Assert.Equal([.. all.Select(delivery => delivery.Id).Reverse()], first.Items.Concat(second.Items).Concat(third.Items).Select(delivery => delivery.Id));
        Assert.Null(third.NextCursor);
        Assert.Equal(Text(all[4] with { Payload = default }), Text(first.Items[0]));
    }

    [Fact]
    public async Task Search_OldestFirst_GoesTheOtherWay()
    {
        var (first, second, third) = (await EnqueueAsync(), await EnqueueAsync(), await EnqueueAsync());

        Assert.Equal([first.Id, second.Id, third.Id], await IdsAsync(new DeliveryQuery { OldestFirst = true }));
        Assert.Equal([third.Id], await IdsAsync(new DeliveryQuery { OldestFirst = true, After = second.Id }));
    }

    [Fact]
    public async Task Search_ByEachCondition_FindsWhatMeetsIt()
    {
        await EnqueueAsync(delivery => delivery with { EndpointCode = "OTHER" });
        var wanted = await DeadAsync(
            "TIMEOUT",
            delivery => delivery with
            {
                SystemCode = "CRM",
                EndpointCode = "SEND",
                CorrelationId = "act-9",
                Context = new LogContext { EntityType = "INVOICE", EntityId = "INV-9" },
            },
            new DeliveryFailure(ErrorType.Tls, ErrorSide.Configuration, "Not trusted.", "aaaa", null, MayHaveBeenReceived: false));
        await DeadAsync("ATTEMPTS_USED_UP");

        DeliveryFilter[] each =
        [
            new() { SystemCode = "CRM" }, new() { EndpointCode = "SEND" }, new() { CorrelationId = "act-9" }, new() { EntityId = "INV-9" },
            new() { EntityType = "INVOICE" }, new() { Reason = "TIMEOUT" }, new() { ErrorType = ErrorType.Tls }, new() { Fingerprint = "aaaa" },
            new() { Lane = ErrorSide.Configuration }, new() { VisibleSystems = ["CRM", "ERP"] }, new() { From = wanted.CreatedAt, To = wanted.CreatedAt.AddMilliseconds(1) },
            new() { State = DeliveryState.Dead, SystemCode = "CRM" }, new() { State = DeliveryState.Dead, Reason = "TIMEOUT" },
            new() { State = DeliveryState.Dead, CorrelationId = "act-9", EntityId = "INV-9", EntityType = "INVOICE", Lane = ErrorSide.Configuration },
        ];
        foreach (var filter in each)
            Assert.True((await IdsAsync(new DeliveryQuery { Filter = filter })).SequenceEqual([wanted.Id]), filter.ToString());
        Assert.Equal(2, (await IdsAsync(new DeliveryQuery { Filter = new DeliveryFilter { State = DeliveryState.Dead } })).Count);
        Assert.Single(await IdsAsync(new DeliveryQuery { Filter = new DeliveryFilter { State = DeliveryState.Queued } }));
        Assert.Empty(await IdsAsync(new DeliveryQuery { Filter = new DeliveryFilter { VisibleSystems = ["ERP"] } }));
        Assert.Equal([wanted.Id], await IdsAsync(new DeliveryQuery { Filter = new DeliveryFilter { SystemCode = "CRM" }, EndedUntil = wanted.EndedAt }));
        Assert.Empty(await IdsAsync(new DeliveryQuery { Filter = new DeliveryFilter { SystemCode = "CRM" }, EndedUntil = wanted.EndedAt!.Value.AddMilliseconds(-1) }));
    }

    [Fact]
    public async Task Group_CountsWhatHasTheSameInCommon()
    {
        var failure = new DeliveryFailure(ErrorType.Timeout, ErrorSide.Theirs, "No answer.", "bbbb", null, MayHaveBeenReceived: true);
        var first = await DeadAsync("MAY_HAVE_BEEN_RECEIVED", null, failure);
        var last = await DeadAsync("MAY_HAVE_BEEN_RECEIVED", null, failure);
        await DeadAsync("PROCESS_LOST");
        await EnqueueAsync();

        var groups = await Store.Ledger.GroupAsync(new DeliveryFilter { State = DeliveryState.Dead }, Cancel);

        Assert.Equal(
            [
                new DeliveryGroup(
                    ErrorSide.Theirs, "SAP", "CREATE_PO", "MAY_HAVE_BEEN_RECEIVED", ErrorType.Timeout, "bbbb", null, true, "No answer.", 2, first.EndedAt, last.EndedAt),
                new DeliveryGroup(ErrorSide.Ours, "SAP", "CREATE_PO", "PROCESS_LOST", null, null, null, true, null, 1, groups[1].FirstEndedAt, groups[1].LastEndedAt),
            ],
            groups);
    }

    [Fact]
    public async Task Revise_PutsDownWhoDidIt_AndOnlyThen()
    {
        var dead = await DeadAsync("TIMEOUT");

        Assert.True(await Store.Ledger.ReviseAsync(dead, dead with { State = DeliveryState.Resolved }, Resolve, Cancel));
        Assert.False(await Store.Ledger.ReviseAsync(dead, dead with { State = DeliveryState.Queued }, Resolve with { Kind = DeliveryActionKind.Retried }, Cancel));

        Assert.Equal([Resolve], await Store.Ledger.ListActionsAsync(dead.Id, Cancel));
        Assert.Equal(DeliveryState.Resolved, (await Store.Queue.FindAsync(dead.Id, Cancel))!.State);
        Assert.Empty(await Store.Ledger.ListActionsAsync(Guid.CreateVersion7(Now), Cancel));
    }

    [Fact]
    public async Task Revise_WithAnotherConfiguration_KeepsIt()
    {
        var dead = await DeadAsync("TIMEOUT");

        Assert.True(await Store.Ledger.ReviseAsync(dead, dead with { State = DeliveryState.Queued, ConfigVersion = 12, ConfigRevision = 99, EndedAt = null }, Resolve, Cancel));

        var found = await Store.Queue.FindAsync(dead.Id, Cancel);
        Assert.Equal((12, 99L, DeliveryState.Queued), (found!.ConfigVersion, found.ConfigRevision, found.State));
    }

    [Fact]
    public async Task Revise_OfADeadLetter_LetsThoseBehindItGoOn()
    {
        var dead = await DeadAsync("TIMEOUT", delivery => delivery with { OrderKey = "SAP/PO-1" });
        var behind = await EnqueueAsync(delivery => delivery with { OrderKey = "SAP/PO-1" });

        Assert.True(await Store.Ledger.ReviseAsync(dead, dead with { State = DeliveryState.Resolved }, Resolve, Cancel));

        Assert.Equal(behind.Id, Assert.Single(await ClaimAsync()).Delivery.Id);
    }

    [Fact]
    public async Task AskToCancel_OfARunningOne_IsHeardByItsOwnerUntilItIsReleased()
    {
        var action = Resolve with { Kind = DeliveryActionKind.CancelAsked };
        var delivery = await EnqueueAsync();
        Assert.False(await Store.Ledger.AskToCancelAsync(delivery.Id, action, Cancel));
        var lease = Assert.Single(await ClaimAsync());

        Assert.True(await Store.Ledger.AskToCancelAsync(delivery.Id, action, Cancel));

        Assert.Equal([delivery.Id], await Store.Queue.ListCancelAskedAsync("worker", Cancel));
        Assert.Empty(await Store.Queue.ListCancelAskedAsync("other", Cancel));
        Assert.Equal([action], await Store.Ledger.ListActionsAsync(delivery.Id, Cancel));
        Assert.True(await Store.Queue.ReleaseAsync(lease, lease.Delivery with { State = DeliveryState.Cancelled }, Cancel));
        Assert.Empty(await Store.Queue.ListCancelAskedAsync("worker", Cancel));
        Assert.False(await Store.Ledger.AskToCancelAsync(delivery.Id, action, Cancel));
    }

    [Fact]
    public async Task Replay_ResolvesTheDeadLetterAndQueuesTheOther_Once()
    {
        var dead = await DeadAsync("TIMEOUT");
        var replay = ReplayOf(dead);
        var action = Resolve with { Kind = DeliveryActionKind.Replayed, ReplayId = replay.Id };

        Assert.Equal(ReplayOutcome.Queued, await Store.Ledger.ReplayAsync(dead, replay, action, null, Cancel));
        Assert.Equal(ReplayOutcome.NotAsSeen, await Store.Ledger.ReplayAsync(dead, ReplayOf(dead), action, null, Cancel));

        Assert.Equal(DeliveryState.Resolved, (await Store.Queue.FindAsync(dead.Id, Cancel))!.State);
        Assert.Equal([action], await Store.Ledger.ListActionsAsync(dead.Id, Cancel));
        Assert.Equal(Text(replay with { State = DeliveryState.Running }), Text(Assert.Single(await ClaimAsync()).Delivery));
    }

    [Fact]
    public async Task Replay_OfOneThatBlocksItsEntity_GoesBeforeThoseThatWait()
    {
        var dead = await DeadAsync("TIMEOUT", delivery => delivery with { OrderKey = "SAP/PO-1" });
        var behind = await EnqueueAsync(delivery => delivery with { OrderKey = "SAP/PO-1" });
        var replay = ReplayOf(dead);

        Assert.Equal(ReplayOutcome.Queued, await Store.Ledger.ReplayAsync(dead, replay, Resolve, null, Cancel));

        var lease = Assert.Single(await ClaimAsync());
        Assert.Equal(replay.Id, lease.Delivery.Id);
        Assert.True(await Store.Queue.ReleaseAsync(lease, lease.Delivery with { State = DeliveryState.Succeeded }, Cancel));
        Assert.Equal(behind.Id, Assert.Single(await ClaimAsync()).Delivery.Id);
    }

    [Fact]
    public async Task Replay_ByManyAtOnce_IsDoneOnce()
    {
        var dead = await DeadAsync("TIMEOUT");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Store.Ledger.ReplayAsync(dead, ReplayOf(dead), Resolve, null, Cancel), Cancel)));

        Assert.Single(outcomes, outcome => outcome == ReplayOutcome.Queued);
        Assert.Single(await ClaimAsync());
        Assert.Single(await Store.Ledger.ListActionsAsync(dead.Id, Cancel));
    }

    private static string Text(Delivery delivery) => JsonSerializer.Serialize(delivery);

    private static Delivery ReplayOf(Delivery dead) => dead with
    {
        Id = Guid.CreateVersion7(Now.AddMinutes(1)),
        ReplayOf = dead.Id,
        State = DeliveryState.Queued,
        Reason = null,
        Failure = null,
        EndedAt = null,
        AttemptsMade = 0,
    };

    private Task<Page<Delivery>> SearchAsync(DeliveryQuery query) => Store.Ledger.SearchAsync(query, Cancel);

    private async Task<List<Guid>> IdsAsync(DeliveryQuery query) => [.. (await SearchAsync(query)).Items.Select(delivery => delivery.Id)];

    private Task<IReadOnlyList<DeliveryLease>> ClaimAsync() =>
        Store.Queue.ClaimAsync(new DeliveryClaim { Owner = "worker", Limit = 10, Lease = TimeSpan.FromHours(1) }, Cancel);

    // Each in a millisecond of its own, so that the order of their ids is known.
    private async Task<Delivery> EnqueueAsync(Func<Delivery, Delivery>? with = null)
    {
        var delivery = Deliveries.Queued(Now.AddMilliseconds(Interlocked.Increment(ref _milliseconds)));
        delivery = delivery with { CreatedAt = delivery.NotBefore };
        delivery = with?.Invoke(delivery) ?? delivery;
        await Store.Queue.EnqueueAsync(delivery, Cancel);
        return delivery;
    }

    private async Task<Delivery> DeadAsync(string reason, Func<Delivery, Delivery>? with = null, DeliveryFailure? failure = null)
    {
        var delivery = await EnqueueAsync(with);
        var dead = delivery with { State = DeliveryState.Dead, AttemptsMade = 1, Reason = reason, Failure = failure, EndedAt = delivery.NotBefore };
        Assert.True(await Store.Queue.ReviseAsync(delivery, dead, Cancel));
        return dead;
    }
}
