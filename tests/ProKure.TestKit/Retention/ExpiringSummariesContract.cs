using ProKure.Integrations.Analytics;
using ProKure.Integrations.Retention;
using ProKure.TestKit.Logging;

namespace ProKure.TestKit.Retention;

/// <summary>What every summary store must do for retention and legal holds.</summary>
public abstract class ExpiringSummariesContract : StoreContract<IExpiringSummaries>
{
    private const string Class = "SHORT";
    private static readonly DateTimeOffset March = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The same summaries, as they are written and read.</summary>
    protected abstract ISummaryStore Summaries { get; }

    /// <summary>The same summaries, as holds see them.</summary>
    protected abstract IHeldSummaries Held { get; }

    [Fact]
    public async Task Remove_OldOnesOfTheClass_ABatchAtATime_AndRollUpsStay()
    {
        var (first, second, third) = (Of(March), Of(March.AddHours(1), "ERP"), Of(March.AddHours(2)));
        var (held, young, other) = (Of(March) with { LegalHold = true }, Of(March.AddDays(10)), Of(March) with { RetentionClass = "LONG" });
        await Summaries.WriteAsync([first, second, third, held, young, other], Cancel);
        var minutes = (await Summaries.GetMinutesAsync(March, March.AddDays(20), Cancel)).Count;

        Assert.Equal(
            [new ExpiredCount("ERP", 1, second.StartedAt, second.StartedAt), new ExpiredCount("SAP", 2, first.StartedAt, third.StartedAt)],
            await Store.CountAsync(Class, March.AddDays(1), Cancel));
        Assert.Equal(2, (await Store.RemoveAsync(Class, March.AddDays(1), 2, Cancel)).Sum(count => count.Count));
        Assert.Equal([new ExpiredCount("SAP", 1, third.StartedAt, third.StartedAt)], await Store.RemoveAsync(Class, March.AddDays(1), 2, Cancel));
        Assert.Empty(await Store.RemoveAsync(Class, March.AddDays(1), 2, Cancel));

        foreach (var gone in new[] { first, second, third })
            Assert.Null(await Summaries.FindAsync(gone.RequestId, Cancel));
        foreach (var kept in new[] { held, young, other })
            Assert.Equal(kept, await Summaries.FindAsync(kept.RequestId, Cancel));
        Assert.Equal(minutes, (await Summaries.GetMinutesAsync(March, March.AddDays(20), Cancel)).Count);
    }

    [Fact]
    public async Task Maintain_OfAMonthThatIsOver_LeavesWhatIsHeldAndWhatLivesLonger()
    {
        var (plain, held, longer) = (Of(March.AddDays(-40)) with { RetentionClass = null }, Of(March.AddDays(-40)), Of(March.AddDays(-41)) with { RetentionClass = "LONG" });
        var (tooOld, march) = (Of(March.AddDays(-42)) with { RetentionClass = "LONG" }, Of(March));
        await Summaries.WriteAsync([plain, held, longer, tooOld, march], Cancel);
        await Held.HoldAsync(new HoldScope { RequestId = held.RequestId }, Cancel);
        var keeping = new SummaryKeeping(March)
        {
            KeepFromByClass = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { ["LONG"] = March.AddDays(-41), [Class] = March },
        };

        Assert.True((await Summaries.MaintainAsync(keeping, Cancel)).Removed > 0);

        Assert.Null(await Summaries.FindAsync(plain.RequestId, Cancel));
        Assert.Null(await Summaries.FindAsync(tooOld.RequestId, Cancel));
        Assert.Equal(held with { LegalHold = true }, await Summaries.FindAsync(held.RequestId, Cancel));
        Assert.Equal(longer, await Summaries.FindAsync(longer.RequestId, Cancel));
        Assert.Equal(march, await Summaries.FindAsync(march.RequestId, Cancel));

        await Held.ClearAsync(new HoldScope { RequestId = held.RequestId }, [], Cancel);
        await Summaries.MaintainAsync(new SummaryKeeping(March), Cancel);
        Assert.Null(await Summaries.FindAsync(held.RequestId, Cancel));
        Assert.Null(await Summaries.FindAsync(longer.RequestId, Cancel));
    }

    [Fact]
    public async Task Hold_CoversWhatTheScopeSays_AndLeavesWhatAnotherHolds()
    {
        var invoice = Of(March) with { EntityType = "INVOICE", EntityId = "I-1" };
        var (bare, other) = (Of(March.AddDays(1)) with { EntityType = null, EntityId = null }, Of(March, "ERP"));
        await Summaries.WriteAsync([invoice, bare, other], Cancel);
        var scope = new HoldScope { SystemCode = "SAP", From = March, To = March.AddDays(2) };

        Assert.Equal(2, await Held.CountAsync(scope, Cancel));
        Assert.Equal(2, await Held.HoldAsync(scope, Cancel));
        Assert.Equal(0, await Held.HoldAsync(scope, Cancel));
        Assert.Equal(1, await Held.ClearAsync(scope, [new HoldScope { EntityType = "INVOICE", EntityId = "I-1" }], Cancel));

        Assert.Equal(
            (true, false, false),
            (await IsHeldAsync(invoice), await IsHeldAsync(bare), await IsHeldAsync(other)));
    }

    [Fact]
    public async Task Hold_SurvivesAKnownEnd()
    {
        var unknown = Of(March) with { Status = Integrations.Logging.LogStatus.Unknown };
        await Summaries.WriteAsync([unknown], Cancel);
        await Held.HoldAsync(new HoldScope { CorrelationId = unknown.CorrelationId }, Cancel);

        await Summaries.WriteAsync([unknown with { Status = Integrations.Logging.LogStatus.Success }], Cancel);

        Assert.True(await IsHeldAsync(unknown));
    }

    private static RequestSummary Of(DateTimeOffset startedAt, string system = "SAP") =>
        RequestSummary.Of(LogDocuments.Completed(startedAt).Entry) with { SystemCode = system, RetentionClass = Class };

    private async Task<bool> IsHeldAsync(RequestSummary summary) => (await Summaries.FindAsync(summary.RequestId, Cancel))!.LegalHold;
}
