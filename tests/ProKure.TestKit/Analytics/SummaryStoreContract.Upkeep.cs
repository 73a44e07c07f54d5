using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;

namespace ProKure.TestKit.Analytics;

public abstract partial class SummaryStoreContract
{
    private static readonly DateTimeOffset March = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Puts a roll-up into the store past its own writing, in the place of the one of this minute, system, endpoint and direction.</summary>
    protected abstract ValueTask SpoilAsync(MinuteMetrics minute);

    /// <summary>Removes a roll-up from the store past its own writing.</summary>
    protected abstract ValueTask RemoveAsync(MinuteMetrics minute);

    [Fact]
    public async Task Recount_OfWhatIsRight_ChangesNothing()
    {
        await Store.WriteAsync([Ended(Start), Ended(Start, LogStatus.Failed), Ended(Start.AddHours(5), LogStatus.Unknown)], Cancel);
        var before = await CountedMinutesAsync();

        Assert.Equal(0, await Store.RecountAsync(Start.AddDays(-1), Start.AddDays(1), Cancel));

        Assert.Equal(before, await CountedMinutesAsync());
    }

    [Fact]
    public async Task Recount_OfAnEmptyStore_ChangesNothing() =>
        Assert.Equal(0, await Store.RecountAsync(DateTimeOffset.UnixEpoch, Start.AddYears(100), Cancel));

    [Fact]
    public async Task Recount_PutsRightWhatIsMissingWrongOrSuperfluous()
    {
        await Store.WriteAsync([.. Enumerable.Range(0, 4).Select(i => Ended(Start.AddHours(i)))], Cancel);
        await Store.WriteAsync([Ended(Start, LogStatus.Timeout), Ended(Start.AddHours(2), LogStatus.Unknown)], Cancel);
        var (right, shown) = (await AllMinutesAsync(), await CountedMinutesAsync());
        await RemoveAsync(right[0]);
        await SpoilAsync(right[1] with { Counts = Counted(LogStatus.Success, 7) });
        await SpoilAsync(right[2] with { Latency = new long[LatencyHistogram.BucketCount] });
        await SpoilAsync(right[3] with { EndpointCode = "NEVER_CALLED" });
        Assert.False(string.Equals(shown, await CountedMinutesAsync(), StringComparison.Ordinal));

        Assert.Equal(4, await Store.RecountAsync(Start.AddDays(-1), Start.AddDays(1), Cancel));

        Assert.Equal(shown, await CountedMinutesAsync());
        Assert.Equal(0, await Store.RecountAsync(Start.AddDays(-1), Start.AddDays(1), Cancel));
    }

    [Fact]
    public async Task Recount_IncludesTheBeginningAndNotTheEnd()
    {
        await Store.WriteAsync([.. Enumerable.Range(0, 4).Select(i => Ended(Start.AddMinutes(i)))], Cancel);
        foreach (var minute in await AllMinutesAsync())
            await RemoveAsync(minute);

        Assert.Equal(2, await Store.RecountAsync(Start.AddMinutes(1), Start.AddMinutes(3), Cancel));

        Assert.Equal([Start.AddMinutes(1), Start.AddMinutes(2)], (await AllMinutesAsync()).Select(minute => minute.Minute));
    }

    [Fact]
    public async Task Recount_FromTheMiddleOfAMinute_LeavesThatMinute()
    {
        await Store.WriteAsync([Ended(Start), Ended(Start.AddMinutes(1))], Cancel);
        foreach (var minute in await AllMinutesAsync())
            await RemoveAsync(minute);

        Assert.Equal(1, await Store.RecountAsync(Start.AddMilliseconds(1), Start.AddMinutes(2), Cancel));

        Assert.Equal(Start.AddMinutes(1), Assert.Single(await AllMinutesAsync()).Minute);
    }

    [Fact]
    public async Task Recount_AfterAnUnknownEndBecameKnownInAnotherMinute_FindsNothingToPutRight()
    {
        var unknown = Ended(Start, LogStatus.Unknown);
        await Store.WriteAsync([unknown], Cancel);
        await Store.WriteAsync([unknown with { Status = LogStatus.Success, StartedAt = Start.AddMinutes(3) }], Cancel);

        Assert.Equal(0, await Store.RecountAsync(Start.AddDays(-1), Start.AddDays(1), Cancel));

        Assert.Equal("09:29 SAP CREATE_PO Outbound Success=1", Shown(Assert.Single(await AllMinutesAsync(), minute => minute.Counts.Count > 0)));
    }

    [Fact]
    public async Task Recount_WhileOthersWrite_CountsEachOnce()
    {
        const int writers = 4;
        const int each = 30;
        await Store.WriteAsync([.. Enumerable.Range(0, 50).Select(i => Ended(Start.AddMinutes(i % 3)))], Cancel);

        var writing = Parallel.ForEachAsync(Enumerable.Range(0, writers), Cancel, async (_, cancel) =>
        {
            for (var i = 0; i < each; i++)
                await Store.WriteAsync([Ended(Start.AddMinutes(i % 3)), Ended(Start.AddMinutes(1), LogStatus.Failed)], cancel);
        });
        while (!writing.IsCompleted)
            await Store.RecountAsync(Start.AddDays(-1), Start.AddDays(1), Cancel);
        await writing;

        Assert.Equal(0, await Store.RecountAsync(Start.AddDays(-1), Start.AddDays(1), Cancel));
        var counts = (await AllMinutesAsync()).SelectMany(minute => minute.Counts).ToLookup(count => count.Key, count => count.Value);
        Assert.Equal((50 + (writers * each), writers * each), (counts[LogStatus.Success].Sum(), counts[LogStatus.Failed].Sum()));
    }

    [Fact]
    public async Task Maintain_RemovesTheMonthsThatEnded()
    {
        var february = Ended(March.AddMilliseconds(-1));
        var march = Ended(March);
        await Store.WriteAsync([Ended(March.AddYears(-2)), february, march, Ended(March.AddDays(10))], Cancel);

        var upkeep = await Store.MaintainAsync(new SummaryKeeping(March.AddDays(20)), Cancel);

        Assert.True(upkeep.Removed > 0, $"{upkeep.Removed} removed");
        Assert.Null(await Store.FindAsync(february.RequestId, Cancel));
        Assert.Equal(march, await Store.FindAsync(march.RequestId, Cancel));
        Assert.Equal(
            [March, March.AddDays(10)],
            (await Store.GetMinutesAsync(March.AddYears(-5), March.AddYears(1), Cancel)).Select(minute => minute.Minute));
    }

    [Fact]
    public async Task Maintain_Repeated_RemovesNothingMore()
    {
        await Store.WriteAsync([Ended(March.AddDays(-40)), Ended(March)], Cancel);
        await Store.MaintainAsync(new SummaryKeeping(March), Cancel);

        Assert.Equal(new SummaryUpkeep(0, 0), await Store.MaintainAsync(new SummaryKeeping(March), Cancel));
    }

    [Fact]
    public async Task Maintain_LeavesASummaryOfARemovedMonthWritable()
    {
        var old = Ended(March.AddDays(-40));
        await Store.MaintainAsync(new SummaryKeeping(March), Cancel);

        Assert.Equal(1, await Store.WriteAsync([old], Cancel));

        Assert.Equal(old, await Store.FindAsync(old.RequestId, Cancel));
    }

    private static Dictionary<LogStatus, long> Counted(LogStatus status, long count) => new() { [status] = count };

    // Those in which something is counted: a roll-up of nothing is as good as none.
    private async Task<string> CountedMinutesAsync() => string.Join(
        '\n',
        (await AllMinutesAsync())
            .Where(minute => minute.Counts.Count > 0 || minute.Latency.Any(count => count > 0))
            .Select(minute => $"{Shown(minute)} [{string.Join(' ', minute.Latency)}]"));
}
