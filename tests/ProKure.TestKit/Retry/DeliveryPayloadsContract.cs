using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Authentication;

namespace ProKure.TestKit.Retry;

/// <summary>The queue and the payloads in it.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Ledger">What people do to it.</param>
/// <param name="Payloads">Its payloads.</param>
/// <param name="Erasable">Their erasure.</param>
public sealed record DeliveryPayloadStores(IDeliveryQueue Queue, IDeliveryLedger Ledger, IDeliveryPayloads Payloads, IErasableQueue Erasable);

/// <summary>What every queue must do with payloads that are encrypted.</summary>
public abstract class DeliveryPayloadsContract : StoreContract<DeliveryPayloadStores>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);
    private readonly DeliveryVault _vault = new(TestKeys.Of("K1"));

    /// <summary>The text that a payload has and that must be found nowhere.</summary>
    protected const string Secret = "hunter2-hunter2";

    /// <summary>Everything that the store has of the queue, as it would be read by somebody who has its files or may read its tables.</summary>
    protected abstract Task<string> ReadEverythingAsync();

    [Fact]
    public async Task EncryptedPayload_ComesBackByEveryWay_AsItWasKept()
    {
        var kept = await EnqueueAsync(_vault.Seal(New()));

        var found = (await Store.Queue.FindAsync(kept.Id, Cancel))!;
        var claimed = Assert.Single(await ClaimAsync());
        var dead = claimed.Delivery with { State = DeliveryState.Dead, Reason = "POISON", EndedAt = Start };
        Assert.True(await Store.Queue.ReleaseAsync(claimed, dead, Cancel));
        var listed = Assert.Single(await Store.Queue.ListDeadAsync("POISON", null, 9, Cancel));

        foreach (var delivery in new[] { found, claimed.Delivery, listed })
            Assert.Equal(("K1", Convert.ToHexString(kept.Payload.Span)), (delivery.PayloadKeyId, Convert.ToHexString(delivery.Payload.Span)));
        var shown = Assert.Single((await Store.Ledger.SearchAsync(new DeliveryQuery(), Cancel)).Items);
        Assert.Equal((null, 0), (shown.PayloadKeyId, shown.Payload.Length));
    }

    [Fact]
    public async Task Replay_KeepsItsPayloadAsItIsGiven()
    {
        var dead = await EnqueueAsync(_vault.Seal(New()) with { State = DeliveryState.Dead, EndedAt = Start });
        var replay = _vault.Seal(_vault.Open(dead) with { Id = Guid.CreateVersion7(Start.AddMinutes(1)), State = DeliveryState.Queued, EndedAt = null, ReplayOf = dead.Id });

        Assert.Equal(
            ReplayOutcome.Queued,
            await Store.Ledger.ReplayAsync(dead, replay, new DeliveryAction(DeliveryActionKind.Replayed, Start, "anna", null, replay.Id), null, Cancel));

        Assert.Equal(Text(_vault.Open(dead)), Text(_vault.Open(Assert.Single(await ClaimAsync()).Delivery)));
    }

    [Fact]
    public async Task Payloads_AreCountedAndListedByTheirMasterKey()
    {
        var (one, two, three) = (await EnqueueAsync(New(), "K1"), await EnqueueAsync(New(), "K1"), await EnqueueAsync(New(), "K1"));
        var other = await EnqueueAsync(New(), "K2");
        var (clear, ended) = (await EnqueueAsync(New()), await EnqueueAsync(New() with { State = DeliveryState.Succeeded, EndedAt = Start }));

        Assert.Equal("K1 3, K2 1; 2 in clear", await CountAsync());
        var first = await Store.Payloads.ListAsync("K1", null, 2, Cancel);
        var rest = await Store.Payloads.ListAsync("K1", first[^1].DeliveryId, 2, Cancel);
        Assert.Equal(2, first.Count);
        Assert.Equal(new[] { one.Id, two.Id, three.Id }.Order(), first.Concat(rest).Select(payload => payload.DeliveryId).Order());
        Assert.Equal(("K2", other.Id, Convert.ToHexString(other.Payload.Span)), Shown(Assert.Single(await Store.Payloads.ListAsync("K2", null, 9, Cancel))));
        Assert.Equal(new[] { clear.Id, ended.Id }.Order(), (await Store.Payloads.ListAsync(null, null, 9, Cancel)).Select(payload => payload.DeliveryId).Order());
        Assert.Empty(await Store.Payloads.ListAsync("K3", null, 9, Cancel));
    }

    [Fact]
    public async Task Replace_PutsAnotherSealInPlaceOfTheOneThatWasSeen_Once()
    {
        var delivery = await EnqueueAsync(New(), "K1");
        var seen = Assert.Single(await Store.Payloads.ListAsync("K1", null, 9, Cancel));

        Assert.True(await Store.Payloads.ReplaceAsync(seen, new DeliveryPayload(delivery.Id, "anew"u8.ToArray(), "K2"), Cancel));
        Assert.False(await Store.Payloads.ReplaceAsync(seen, new DeliveryPayload(delivery.Id, "again"u8.ToArray(), "K3"), Cancel));

        var found = await Store.Queue.FindAsync(delivery.Id, Cancel);
        Assert.Equal(("K2", "anew"), (found!.PayloadKeyId, Text(found)));
    }

    [Fact]
    public async Task Replace_WhileAWorkerHasTheDelivery_LeavesItItsLease_AndTheWorkerItsPayload()
    {
        await EnqueueAsync(_vault.Seal(New()));
        var lease = Assert.Single(await ClaimAsync());
        var seen = Assert.Single(await Store.Payloads.ListAsync("K1", null, 9, Cancel));

        Assert.True(await Store.Payloads.ReplaceAsync(seen, new DeliveryVault(TestKeys.Of("K1", "K2")).Reseal(seen), Cancel));

        Assert.Contains(Secret, Text(_vault.Open(lease.Delivery)), StringComparison.Ordinal);
        Assert.True(await Store.Queue.RenewAsync(lease, TimeSpan.FromMinutes(1), Cancel));
        Assert.True(await Store.Queue.ReleaseAsync(lease, lease.Delivery with { State = DeliveryState.Queued, AttemptsMade = 1 }, Cancel));
        var again = Assert.Single(await ClaimAsync());
        Assert.Equal((1, "K2"), (again.Delivery.AttemptsMade, again.Delivery.PayloadKeyId));
        Assert.Contains(Secret, Text(new DeliveryVault(TestKeys.Of("K2")).Open(again.Delivery)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErasedPayload_IsNeitherCountedNorListedNorReplaced()
    {
        var delivery = await EnqueueAsync(New() with { State = DeliveryState.Succeeded, EndedAt = Start }, "K1");
        var seen = Assert.Single(await Store.Payloads.ListAsync("K1", null, 9, Cancel));
        var entity = new BusinessEntity(delivery.Context.EntityType!, delivery.Context.EntityId!);
        Assert.Single(await Store.Erasable.EraseDeliveriesAsync(entity, Start.AddDays(1), Start.AddDays(1), 9, Cancel));

        Assert.False(await Store.Payloads.ReplaceAsync(seen, new DeliveryPayload(delivery.Id, "anew"u8.ToArray(), "K2"), Cancel));

        var found = await Store.Queue.FindAsync(delivery.Id, Cancel);
        Assert.Equal((null, "null"), (found!.PayloadKeyId, Text(found)));
        Assert.Equal("; 0 in clear", await CountAsync());
        Assert.Empty(await Store.Payloads.ListAsync(null, null, 9, Cancel));
    }

    [Fact]
    public async Task Pass_BringsEverythingToTheCurrentKey_AlsoWhatIsInClear_AndTellsWhatItCannot()
    {
        for (var i = 0; i < 25; i++)
            await EnqueueAsync(_vault.Seal(New()));
        for (var i = 0; i < 22; i++)
            await EnqueueAsync(New());
        await EnqueueAsync(New(), "LOST");
        await EnqueueAsync(new DeliveryVault(TestKeys.Of("K2")).Seal(New()));
        var keys = TestKeys.Of("K1", "K2");
        var (vault, done) = (new DeliveryVault(keys), 0);
        var run = new RotationRun((more, _) =>
        {
            done += more;
            return Task.CompletedTask;
        });

        var pass = await new SealedDeliveries(Store.Payloads, vault, keys, NullLogger<SealedDeliveries>.Instance).PassAsync(run, Cancel);

        Assert.Equal((true, 47), (pass.IsLast, done + pass.Done));
        Assert.Equal(["1 payloads of deliveries"], run.Unreadable, StringComparer.Ordinal);
        Assert.Equal("K2 48, LOST 1; 0 in clear", await CountAsync());
        Assert.All(
            await Store.Payloads.ListAsync("K2", null, 99, Cancel),
            payload => Assert.Contains(Secret, Text(vault.Open(New() with { Id = payload.DeliveryId, Payload = payload.Bytes, PayloadKeyId = payload.KeyId })), StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatTheStoreHas_OfEncryptedPayloads_ShowsNothing_AlsoOfThoseThatWereInClear()
    {
        var sealedOne = await EnqueueAsync(_vault.Seal(New()));
        var clear = await EnqueueAsync(New());
        Assert.Contains(Secret, await ReadEverythingAsync(), StringComparison.Ordinal);

        var seen = Assert.Single(await Store.Payloads.ListAsync(null, null, 9, Cancel));
        Assert.True(await Store.Payloads.ReplaceAsync(seen, _vault.Reseal(seen), Cancel));
        await Store.Erasable.CompactAsync(1 << 30, Cancel);

        Assert.DoesNotContain(Secret, await ReadEverythingAsync(), StringComparison.Ordinal);
        foreach (var id in new[] { sealedOne.Id, clear.Id })
            Assert.Contains(Secret, Text(_vault.Open((await Store.Queue.FindAsync(id, Cancel))!)), StringComparison.Ordinal);
    }

    private static Delivery New() => Deliveries.Queued(Start) with { Payload = Encoding.UTF8.GetBytes($$"""{"password":"{{Secret}}"}""") };

    private static string Text(Delivery delivery) => Encoding.UTF8.GetString(delivery.Payload.Span);

    private static (string? KeyId, Guid Id, string Bytes) Shown(DeliveryPayload payload) => (payload.KeyId, payload.DeliveryId, Convert.ToHexString(payload.Bytes.Span));

    private async Task<Delivery> EnqueueAsync(Delivery delivery, string? keyId = null)
    {
        var kept = keyId is null ? delivery : delivery with { PayloadKeyId = keyId };
        await Store.Queue.EnqueueAsync(kept, Cancel);
        return kept;
    }

    private Task<IReadOnlyList<DeliveryLease>> ClaimAsync() =>
        Store.Queue.ClaimAsync(new DeliveryClaim { Owner = "worker", Limit = 9, Lease = TimeSpan.FromMinutes(1) }, Cancel);

    private async Task<string> CountAsync()
    {
        var count = await Store.Payloads.CountAsync(Cancel);
        return $"{string.Join(", ", count.ByKey.OrderBy(key => key.Key, StringComparer.Ordinal).Select(key => $"{key.Key} {key.Value}"))}; {count.InClear} in clear";
    }
}
