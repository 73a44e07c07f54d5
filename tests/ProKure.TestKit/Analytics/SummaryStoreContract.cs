using ProKure.Integrations.Analytics;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.TestKit.Analytics;

/// <summary>What every summary store must do.</summary>
public abstract partial class SummaryStoreContract : StoreContract<ISummaryStore>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 26, 0, TimeSpan.Zero);

    [Fact]
    public async Task Write_WithEveryField_ComesBackAsWritten()
    {
        var summary = RequestSummary.Of(LogDocuments.WithEveryField().Entry);

        Assert.Equal(1, await Store.WriteAsync([summary], Cancel));

        Assert.Equal(summary, await Store.FindAsync(summary.RequestId, Cancel));
    }

    [Fact]
    public async Task Write_WithRequiredFieldsOnly_ComesBackAsWritten()
    {
        var summary = new RequestSummary
        {
            RequestId = Guid.CreateVersion7(Start),
            CorrelationId = "",
            SystemCode = "",
            EndpointCode = "",
            Direction = LogDirection.Inbound,
            Status = LogStatus.Failed,
            StartedAt = Start,
            DurationMs = 0,
            AttemptNumber = 1,
        };

        await Store.WriteAsync([summary], Cancel);

        Assert.Equal(summary, await Store.FindAsync(summary.RequestId, Cancel));
    }

    [Fact]
    public async Task Find_UnknownId_IsNull() => Assert.Null(await Store.FindAsync(Guid.CreateVersion7(Start), Cancel));

    [Fact]
    public async Task Write_CountsAttemptsByMinuteSystemEndpointAndDirection()
    {
        await Store.WriteAsync(
            [
                Ended(Start), Ended(Start.AddMilliseconds(59_999), LogStatus.Failed), Ended(Start.AddMinutes(1)), Ended(Start) with { SystemCode = "ORACLE" },
                Ended(Start) with { EndpointCode = "CANCEL_PO" }, Ended(Start) with { Direction = LogDirection.Inbound },
            ],
            Cancel);

        var minutes = await AllMinutesAsync();

        Assert.Equal(
            """
            09:26 ORACLE CREATE_PO Outbound Success=1
            09:26 SAP CANCEL_PO Outbound Success=1
            09:26 SAP CREATE_PO Inbound Success=1
            09:26 SAP CREATE_PO Outbound Failed=1 Success=1
            09:27 SAP CREATE_PO Outbound Success=1
            """,
            string.Join('\n', minutes.Select(Shown)));
    }

    [Fact]
    public async Task Write_InSeveralBatches_AddsUp()
    {
        foreach (var status in new[] { LogStatus.Success, LogStatus.Failed, LogStatus.Timeout, LogStatus.Cancelled, LogStatus.Success })
            Assert.Equal(2, await Store.WriteAsync([Ended(Start, status), Ended(Start, status)], Cancel));

        Assert.Equal("09:26 SAP CREATE_PO Outbound Cancelled=2 Failed=2 Success=4 Timeout=2", Shown(Assert.Single(await AllMinutesAsync())));
    }

    [Fact]
    public async Task Write_CountsDurationsInTheirBuckets()
    {
        double[] durations = [0, 0.999, 1, 2, 2, 87.4321, 10_000_000];

        await Store.WriteAsync([.. durations.Select(duration => Ended(Start) with { DurationMs = duration })], Cancel);

        var expected = new long[LatencyHistogram.BucketCount];
        foreach (var duration in durations)
            expected[LatencyHistogram.BucketOf(duration)]++;
        Assert.Equal(expected, Assert.Single(await AllMinutesAsync()).Latency);
    }

    [Fact]
    public async Task Write_Repeated_CountsOnce()
    {
        var (first, second, third) = (Ended(Start), Ended(Start), Ended(Start));
        Assert.Equal(2, await Store.WriteAsync([first, second, first], Cancel));

        Assert.Equal(1, await Store.WriteAsync([second, third], Cancel));
        Assert.Equal(0, await Store.WriteAsync([first with { Status = LogStatus.Failed, SystemCode = "OTHER" }], Cancel));

        Assert.Equal("09:26 SAP CREATE_PO Outbound Success=3", Shown(Assert.Single(await AllMinutesAsync())));
        Assert.Equal(first, await Store.FindAsync(first.RequestId, Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_OfAKnownEnd_ReplacesAnUnknownOneInTheRollUpsToo(bool inOneBatch)
    {
        var unknown = Ended(Start.AddMinutes(-1), LogStatus.Unknown);
        var known = unknown with { Status = LogStatus.Timeout, StartedAt = Start, DurationMs = 500, ErrorType = ErrorType.Timeout };

        if (inOneBatch)
            Assert.Equal(2, await Store.WriteAsync([unknown, known], Cancel));
        else
            Assert.Equal((1, 1), (await Store.WriteAsync([unknown], Cancel), await Store.WriteAsync([known], Cancel)));

        Assert.Equal(known, await Store.FindAsync(unknown.RequestId, Cancel));
        var minutes = (await AllMinutesAsync()).Where(minute => minute.Counts.Count > 0).ToList();
        Assert.Equal("09:26 SAP CREATE_PO Outbound Timeout=1", Shown(Assert.Single(minutes)));
        Assert.Equal(1, minutes[0].Latency[LatencyHistogram.BucketOf(500)]);
    }

    [Fact]
    public async Task Write_OfAnUnknownEnd_NeverReplaces()
    {
        var known = Ended(Start);
        await Store.WriteAsync([known], Cancel);

        Assert.Equal(0, await Store.WriteAsync([known with { Status = LogStatus.Unknown }], Cancel));

        Assert.Equal(known, await Store.FindAsync(known.RequestId, Cancel));
    }

    [Fact]
    public async Task Write_OfAnUnknownEnd_CountsItWithoutADuration()
    {
        var unknown = Ended(Start, LogStatus.Unknown);

        Assert.Equal((1, 0), (await Store.WriteAsync([unknown], Cancel), await Store.WriteAsync([unknown], Cancel)));

        var minute = Assert.Single(await AllMinutesAsync());
        Assert.Equal("09:26 SAP CREATE_PO Outbound Unknown=1", Shown(minute));
        Assert.All(minute.Latency, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Write_OfAPendingAttempt_IsRefusedWithTheWholeBatch()
    {
        var good = Ended(Start);

        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync([good, Ended(Start, LogStatus.Pending)], Cancel));

        Assert.Null(await Store.FindAsync(good.RequestId, Cancel));
        Assert.Empty(await AllMinutesAsync());
    }

    [Fact]
    public async Task Minutes_IncludeTheBeginningAndNotTheEnd()
    {
        await Store.WriteAsync([.. Enumerable.Range(0, 4).Select(i => Ended(Start.AddMinutes(i)))], Cancel);

        var minutes = await Store.GetMinutesAsync(Start.AddMinutes(1), Start.AddMinutes(3), Cancel);

        Assert.Equal([Start.AddMinutes(1), Start.AddMinutes(2)], minutes.Select(minute => minute.Minute));
    }

    [Fact]
    public async Task Write_FromManyCallersAtOnce_CountsEachOnce()
    {
        const int callers = 8;
        const int each = 25;
        var shared = Enumerable.Range(0, each).Select(_ => Ended(Start)).ToList();

        await Parallel.ForEachAsync(Enumerable.Range(0, callers), Cancel, async (_, cancel) =>
        {
            foreach (var summary in shared)
                await Store.WriteAsync([summary, Ended(Start)], cancel);
        });

        Assert.Equal(each + (callers * each), Assert.Single(await AllMinutesAsync()).Counts[LogStatus.Success]);
    }

    private static RequestSummary Ended(DateTimeOffset startedAt, LogStatus status = LogStatus.Success) =>
        RequestSummary.Of(LogDocuments.Completed(startedAt).Entry) with { Status = status };

    private static string Shown(MinuteMetrics minute)
    {
        var counts = minute.Counts.Select(count => $"{count.Key}={count.Value}").Order(StringComparer.Ordinal);
        return $"{minute.Minute:HH:mm} {minute.SystemCode} {minute.EndpointCode} {minute.Direction} {string.Join(' ', counts)}";
    }

    private Task<IReadOnlyList<MinuteMetrics>> AllMinutesAsync() => Store.GetMinutesAsync(Start.AddDays(-1), Start.AddDays(1), Cancel);
}
