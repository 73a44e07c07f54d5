using System.Security.Cryptography;
using ProKure.Integrations.Repeats;

namespace ProKure.TestKit.Repeats;

/// <summary>What every store of idempotency keys must do. Time is the store's own, so a store's tests let it pass.</summary>
public abstract class IdempotencyStoreContract : StoreContract<IIdempotencyStore>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The store's time.</summary>
    protected abstract DateTimeOffset Now { get; }

    /// <summary>Lets the store's time pass.</summary>
    protected abstract ValueTask PassAsync(TimeSpan time);

    [Fact]
    public async Task Claim_ANewKey_IsTakenAsSaid()
    {
        var claim = Claim("ключ \"quoted\"");

        var (kept, isNew) = await Store.ClaimAsync(claim, Minute, Cancel);

        Assert.True(isNew);
        Assert.Equal((claim.Scope, claim.Key, claim.InvocationId, 1), (kept.Scope, kept.Key, kept.InvocationId, kept.FencingToken));
        Assert.Equal(claim.Fingerprint.ToArray(), kept.Fingerprint.ToArray());
        Assert.False(kept.IsEnded);
        Assert.False(kept.IsAbandoned);
        Assert.Null(kept.Answer);
        Assert.InRange(kept.LeaseLeft!.Value, TimeSpan.FromSeconds(1), Minute);
    }

    [Fact]
    public async Task Claim_AKeyThatIsTaken_TellsOfTheFirst()
    {
        var first = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;

        var (kept, isNew) = await Store.ClaimAsync(Claim(body: "another"), Minute, Cancel);

        Assert.False(isNew);
        Assert.Equal((first.InvocationId, 1), (kept.InvocationId, kept.FencingToken));
        Assert.Equal(first.Fingerprint.ToArray(), kept.Fingerprint.ToArray());
    }

    [Fact]
    public async Task Claim_TheSameKeyOfAnother_IsAnother()
    {
        Assert.True((await Store.ClaimAsync(Claim(), Minute, Cancel)).IsNew);
        Assert.True((await Store.ClaimAsync(Claim() with { Scope = "OTHER" }, Minute, Cancel)).IsNew);
        Assert.True((await Store.ClaimAsync(Claim("KEY-1"), Minute, Cancel)).IsNew);
    }

    [Fact]
    public async Task Claim_ManyAtOnce_OneTakesIt()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Store.ClaimAsync(Claim(), Minute, Cancel), Cancel)));

        var taken = Assert.Single(claims, claim => claim.IsNew);
        Assert.All(claims, claim => Assert.Equal(taken.Invocation.InvocationId, claim.Invocation.InvocationId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3 << 20)]
    public async Task Answer_IsThereForTheRepeat_ByteByByte(int length)
    {
        var held = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;
        var answer = RandomNumberGenerator.GetBytes(length);

        Assert.True(await Store.AnswerAsync(held, Kept(answer), Cancel));

        var (kept, isNew) = await Store.ClaimAsync(Claim(), Minute, Cancel);
        Assert.False(isNew);
        Assert.True(kept.IsEnded);
        Assert.Equal(answer, kept.Answer!.Value.ToArray());
    }

    [Fact]
    public async Task Answer_ThatIsNotKept_EndsTheInvocationAllTheSame()
    {
        var held = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;

        Assert.True(await Store.AnswerAsync(held, null, Cancel));

        var kept = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;
        Assert.True(kept.IsEnded);
        Assert.False(kept.IsAbandoned);
        Assert.Null(kept.Answer);
    }

    [Fact]
    public async Task Answer_IsGivenOnce()
    {
        var held = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;
        Assert.True(await Store.AnswerAsync(held, Kept("first"u8), Cancel));

        Assert.False(await Store.AnswerAsync(held, Kept("second"u8), Cancel));

        Assert.Equal("first"u8.ToArray(), (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation.Answer!.Value.ToArray());
    }

    [Fact]
    public async Task Lease_RanOut_TheKeyIsAbandoned_AndItsOwnerMayStillAnswer()
    {
        var held = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;
        await PassAsync(Minute);

        Assert.True((await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation.IsAbandoned);
        Assert.True(await Store.AnswerAsync(held, Kept("late"u8), Cancel));
        Assert.True((await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation.IsEnded);
    }

    [Fact]
    public async Task TakeOver_WhileTheLeaseLasts_IsRefused()
    {
        var held = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;

        Assert.Null(await Store.TakeOverAsync(held, "b", Minute, Cancel));
    }

    [Fact]
    public async Task TakeOver_AfterTheLease_GoesToOne_AndTheFirstOwnerIsFencedOff()
    {
        var held = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;
        await PassAsync(Minute);
        var seen = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;

        var takers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Store.TakeOverAsync(seen, $"hub-{i}", Minute, Cancel), Cancel)));

        var taken = Assert.Single(takers, taker => taker is not null)!;
        Assert.Equal((held.InvocationId, 2), (taken.InvocationId, taken.FencingToken));
        Assert.False(taken.IsAbandoned);
        Assert.False(await Store.AnswerAsync(held, Kept("of the first"u8), Cancel));
        await Store.ForgetAsync(held, Cancel);
        Assert.True(await Store.AnswerAsync(taken, Kept("of the second"u8), Cancel));
        Assert.Equal("of the second"u8.ToArray(), (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation.Answer!.Value.ToArray());
    }

    [Fact]
    public async Task TakeOver_OfWhatIsAnswered_IsRefused()
    {
        var held = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;
        await Store.AnswerAsync(held, Kept("answer"u8), Cancel);
        await PassAsync(Minute);

        Assert.Null(await Store.TakeOverAsync(held, "b", Minute, Cancel));
    }

    [Fact]
    public async Task Forget_FreesTheKey_ButNotAnAnsweredOne()
    {
        var held = (await Store.ClaimAsync(Claim(), Minute, Cancel)).Invocation;
        await Store.ForgetAsync(held, Cancel);

        var (again, isNew) = await Store.ClaimAsync(Claim(body: "another"), Minute, Cancel);

        Assert.True(isNew);
        await Store.AnswerAsync(again, Kept("answer"u8), Cancel);
        await Store.ForgetAsync(again, Cancel);
        Assert.False((await Store.ClaimAsync(Claim(), Minute, Cancel)).IsNew);
    }

    [Fact]
    public async Task Remove_TakesTheOldOnes_AFewAtATime()
    {
        for (var i = 0; i < 5; i++)
            await Store.ClaimAsync(Claim($"old-{i}"), Minute, Cancel);
        await Store.ClaimAsync(Claim("planned") with { NotBefore = Now + Day }, Minute, Cancel);
        await PassAsync(Day);
        await Store.ClaimAsync(Claim("young"), Minute, Cancel);

        Assert.Equal(0, await Store.RemoveAsync(Day + Minute, 10, Cancel));
        Assert.Equal(3, await Store.RemoveAsync(Day - Minute, 3, Cancel));
        Assert.Equal(2, await Store.RemoveAsync(Day - Minute, 3, Cancel));
        Assert.Equal(0, await Store.RemoveAsync(Day - Minute, 3, Cancel));

        Assert.False((await Store.ClaimAsync(Claim("young"), Minute, Cancel)).IsNew);
        Assert.False((await Store.ClaimAsync(Claim("planned"), Minute, Cancel)).IsNew);
        Assert.True((await Store.ClaimAsync(Claim("old-0"), Minute, Cancel)).IsNew);
    }

    [Fact]
    public async Task Answers_AreCountedAndListedByTheirMasterKey()
    {
        foreach (var (key, keyId) in new[] { ("a", "K1"), ("b", null), ("c", "K2"), ("d", "K1"), ("e", "K1") })
            await AnswerAsync(key, keyId);
        await Store.ClaimAsync(Claim("open"), Minute, Cancel);
        await Store.AnswerAsync((await Store.ClaimAsync(Claim("not-kept"), Minute, Cancel)).Invocation, null, Cancel);

        var counts = await Store.CountAnswersAsync(Cancel);
        var first = await Store.ListAnswersAsync("K2", null, 2, Cancel);
        var rest = await Store.ListAnswersAsync("K2", first[^1], 2, Cancel);

        Assert.Equal([("K1", 3), ("K2", 1)], counts.Select(count => (count.Key, count.Value)).Order());
        Assert.Equal([("a", "K1", "answer to a"), ("d", "K1", "answer to d"), ("e", "K1", "answer to e")], first.Concat(rest).Select(Shown));
        Assert.Equal([("c", "K2", "answer to c")], (await Store.ListAnswersAsync("K1", null, 9, Cancel)).Select(Shown));
    }

    [Fact]
    public async Task Replace_PutsAnotherSealInPlaceOfTheOneThatWasSeen_Once()
    {
        await AnswerAsync("a", "K1");
        var seen = Assert.Single(await Store.ListAnswersAsync("K2", null, 9, Cancel));

        Assert.True(await Store.ReplaceAnswerAsync(seen, new SealedAnswer("anew"u8.ToArray(), "K2"), Cancel));
        Assert.False(await Store.ReplaceAnswerAsync(seen, new SealedAnswer("again"u8.ToArray(), "K3"), Cancel));

        var kept = (await Store.ClaimAsync(Claim("a"), Minute, Cancel)).Invocation;
        Assert.Equal(("a", "K2", "anew"), Shown(kept));
        Assert.True(kept.IsEnded);
        Assert.Empty(await Store.ListAnswersAsync("K2", null, 9, Cancel));
    }

    [Fact]
    public async Task Replace_OfWhatIsKeptNoLonger_ChangesNothing()
    {
        await AnswerAsync("a", "K1");
        var seen = Assert.Single(await Store.ListAnswersAsync("K2", null, 9, Cancel));
        await PassAsync(Day);
        await Store.RemoveAsync(Minute, 9, Cancel);

        Assert.False(await Store.ReplaceAnswerAsync(seen, new SealedAnswer("anew"u8.ToArray(), "K2"), Cancel));

        Assert.Empty(await Store.CountAnswersAsync(Cancel));
    }

    [Fact]
    public async Task Claim_ForNoTime_SaysSo() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ClaimAsync(Claim(), TimeSpan.Zero, Cancel));

    private static SealedAnswer Kept(ReadOnlySpan<byte> answer) => new(answer.ToArray(), null);

    private static (string Key, string? KeyId, string Answer) Shown(KeyedInvocation kept) =>
        (kept.Key, kept.AnswerKeyId, System.Text.Encoding.UTF8.GetString(kept.Answer!.Value.Span));

    private async Task AnswerAsync(string key, string? keyId)
    {
        var held = (await Store.ClaimAsync(Claim(key), Minute, Cancel)).Invocation;
        Assert.True(await Store.AnswerAsync(held, new SealedAnswer(System.Text.Encoding.UTF8.GetBytes($"answer to {key}"), keyId), Cancel));
    }

    private KeyClaim Claim(string key = "key-1", string body = "body") =>
        new("CALLER", key, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body)), Guid.CreateVersion7(Now), "a", null);
}
