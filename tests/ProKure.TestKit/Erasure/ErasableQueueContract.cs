using System.Text;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Repeats;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Retry;

namespace ProKure.TestKit.Erasure;

/// <summary>The queue, the keys, and the erasure of what both keep of payloads.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Erasable">Their erasure.</param>
public sealed record ErasableQueueStores(IDeliveryQueue Queue, IIdempotencyStore Keys, IErasableQueue Erasable);

/// <summary>What every configuration database must do when payloads are erased.</summary>
public abstract class ErasableQueueContract : StoreContract<ErasableQueueStores>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);
    private static readonly DateTimeOffset At = Start.AddDays(1);
    private static readonly BusinessEntity Entity = new("PURCHASE_ORDER", "PO-4711");

    private static readonly DeliveryFailure Failure = new(ErrorType.HttpStatus, ErrorSide.Theirs, "no order for Jane", "f1", 400, false);

    [Fact]
    public async Task EraseDeliveries_TakesThePayloadOfThoseThatEnded_AndOfNoOther()
    {
        var ended = new List<Delivery>();
        foreach (var state in new[] { DeliveryState.Succeeded, DeliveryState.Cancelled, DeliveryState.Resolved })
            ended.Add(await EnqueueAsync(delivery => delivery with { State = state, EndedAt = Start, Failure = Failure }));
        var open = new List<Delivery>
        {
            await EnqueueAsync(delivery => delivery),
            await EnqueueAsync(delivery => delivery with { State = DeliveryState.Dead, EndedAt = Start, Failure = Failure }),
        };
        var others = new List<Delivery>
        {
            await EnqueueAsync(delivery => delivery with { State = DeliveryState.Succeeded, Context = delivery.Context with { EntityId = "PO-4712" } }),
            await EnqueueAsync(delivery => delivery with { State = DeliveryState.Succeeded, Context = delivery.Context with { EntityType = "INVOICE" } }),
            await EnqueueAsync(delivery => delivery with { State = DeliveryState.Succeeded, CreatedAt = At.AddMinutes(1) }),
        };
        Assert.Equal(3, await Store.Erasable.CountDeliveriesAsync(Entity, At, Cancel));
        Assert.Equal(open.Select(delivery => delivery.Id), await Store.Erasable.ListOpenDeliveriesAsync(Entity, At, 10, Cancel));

        var erased = (await EraseAsync(2)).Concat(await EraseAsync(2)).Concat(await EraseAsync(2)).ToList();

        Assert.Equal(ended.Select(delivery => delivery.Id).Order(), erased.Order());
        Assert.Equal(0, await Store.Erasable.CountDeliveriesAsync(Entity, At, Cancel));
        foreach (var delivery in ended)
        {
            var found = await Store.Queue.FindAsync(delivery.Id, Cancel);
            Assert.Equal(("null", "[ERASED]", "f1", delivery.State), (Encoding.UTF8.GetString(found!.Payload.Span), found.Failure!.Message, found.Failure.Fingerprint, found.State));
        }

        foreach (var delivery in open.Concat(others))
            Assert.Equal(delivery.Payload.ToArray(), (await Store.Queue.FindAsync(delivery.Id, Cancel))!.Payload.ToArray());
    }

    [Fact]
    public async Task EraseAnswers_TakesThoseOfTheInvocations_AndOfNoOther()
    {
        var (first, second, unanswered) = (await ClaimAsync("a"), await ClaimAsync("b"), await ClaimAsync("c"));
        await Store.Keys.AnswerAsync(first, new SealedAnswer("for Jane"u8.ToArray(), "M1"), Cancel);
        await Store.Keys.AnswerAsync(second, new SealedAnswer("for Joe"u8.ToArray(), null), Cancel);
        Guid[] ids = [first.InvocationId, unanswered.InvocationId, Guid.CreateVersion7()];
        Assert.Equal(1, await Store.Erasable.CountAnswersAsync(ids, Cancel));

        Assert.Equal(1, await Store.Erasable.EraseAnswersAsync(ids, Cancel));
        Assert.Equal(0, await Store.Erasable.EraseAnswersAsync(ids, Cancel));

        Assert.Equal(0, await Store.Erasable.CountAnswersAsync(ids, Cancel));
        Assert.Equal((true, null), await FindAsync("a"));
        Assert.Equal((true, "for Joe"), await FindAsync("b"));
        Assert.Equal((false, null), await FindAsync("c"));
        Assert.Equal(0, await Store.Erasable.EraseAnswersAsync([], Cancel));
    }

    [Fact]
    public async Task Compact_LeavesEverythingReadable()
    {
        var delivery = await EnqueueAsync(delivery => delivery with { State = DeliveryState.Succeeded });
        await EraseAsync(10);

        await Store.Erasable.CompactAsync(1 << 30, Cancel);

        Assert.Equal(DeliveryState.Succeeded, (await Store.Queue.FindAsync(delivery.Id, Cancel))!.State);
        await EnqueueAsync(again => again);
    }

    private Task<IReadOnlyList<Guid>> EraseAsync(int limit) => Store.Erasable.EraseDeliveriesAsync(Entity, At, At, limit, Cancel);

    private async Task<Delivery> EnqueueAsync(Func<Delivery, Delivery> change)
    {
        var delivery = change(Deliveries.Queued(Start));
        await Store.Queue.EnqueueAsync(delivery, Cancel);
        return delivery;
    }

    private async Task<KeyedInvocation> ClaimAsync(string key) => (await Store.Keys.ClaimAsync(Claim(key), TimeSpan.FromMinutes(1), Cancel)).Invocation;

    private async Task<(bool IsEnded, string? Answer)> FindAsync(string key)
    {
        var (kept, isNew) = await Store.Keys.ClaimAsync(Claim(key), TimeSpan.FromMinutes(1), Cancel);
        Assert.False(isNew);
        return (kept.IsEnded, kept.Answer is { } answer ? Encoding.UTF8.GetString(answer.Span) : null);
    }

    private static KeyClaim Claim(string key) => new("K1", key, new byte[32], Guid.CreateVersion7(), "hub-1", null);
}
