using ProKure.Integrations.Analytics;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Reconciliation;
using ProKure.Integrations.Sqlite.Retention;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Sqlite.Tests.Reconciliation;

public sealed class ReconciliationTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ReconciledHub _hub = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task AnAttemptWithoutSummary_GetsOne_OnceItHasSettled()
    {
        var attempt = LogDocuments.Completed(_hub.Now);
        await _hub.WriteAsync(attempt);
        await _hub.ReconcileAsync();
        Assert.Null(await SummaryAsync(attempt));

        await _hub.PassAsync(_hub.Options.SettleTime + Minute);
        await _hub.ReconcileAsync();

        Assert.Equal(RequestSummary.Of(attempt.Entry), await SummaryAsync(attempt));
        Assert.Equal(1, _hub.Count(ReconciliationKind.SummariesWritten));
        await _hub.ReconcileAsync();
        Assert.Equal(1, _hub.Count(ReconciliationKind.SummariesWritten));
    }

    [Fact]
    public async Task WhatADeadLeaderLeft_IsFoundByTheNext_HoweverOld_PageByPage()
    {
        const int count = 1_234;
        var attempts = Enumerable.Range(0, count).Select(i => LogDocuments.Completed(_hub.Now - TimeSpan.FromDays(3) - TimeSpan.FromSeconds(i / 3))).ToArray();
        await _hub.WriteAsync(attempts);

        await _hub.ReconcileAsync();

        Assert.Equal(count, _hub.Count(ReconciliationKind.SummariesWritten));
        Assert.Equal(count, await CountedAsync(LogStatus.Success));
    }

    [Fact]
    public async Task AClassThatKeepsSummariesForAShorterTime_GetsNoneAnew_AndItsRollUpsStay()
    {
        await _hub.ConfigureAsync(new RetentionClassConfig { Code = "WEEK", LogDays = 7, MetadataDays = 7 });
        var gone = LogDocuments.Completed(_hub.Now - TimeSpan.FromDays(9)).With(entry => entry with { RetentionClass = "WEEK" });
        var (young, other) = (gone.With(entry => entry with { RequestId = Guid.CreateVersion7(), StartedAt = _hub.Now - TimeSpan.FromDays(3) }), LogDocuments.Completed(_hub.Now - TimeSpan.FromDays(9)));
        var held = gone.With(entry => entry with { RequestId = Guid.CreateVersion7(), LegalHold = true });
        await _hub.Summaries.WriteAsync([RequestSummary.Of(gone.Entry)], Cancel);
        await new SqliteExpiringSummaries(_hub.Databases).RemoveAsync("WEEK", _hub.Now - TimeSpan.FromDays(7), 10, Cancel);
        await _hub.WriteAsync(gone, young, other, held);

        await _hub.LeadAgainAsync();
        for (var hours = 0; hours < 24 * 12; hours++)
            await _hub.ReconcileAsync();

        Assert.Null(await SummaryAsync(gone));
        foreach (var kept in new[] { young, other, held })
            Assert.NotNull(await SummaryAsync(kept));
        Assert.Equal(4, await CountedAsync(LogStatus.Success));
    }

    [Fact]
    public async Task APass_ReadsABoundedPart_AndTheNextGoesOnFromThere()
    {
        _hub.Options.PagesPerPass = 1;
        await _hub.WriteAsync([.. Enumerable.Range(0, 1_100).Select(i => LogDocuments.Completed(_hub.Now - TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(i)))]);

        foreach (var soFar in new[] { 500, 1_000, 1_100, 1_100 })
        {
            await _hub.ReconcileAsync();
            Assert.Equal(soFar, _hub.Count(ReconciliationKind.SummariesWritten));
        }
    }

    [Fact]
    public async Task WhatComesLate_ThroughASpool_IsFoundWhenItsMinutesAreLookedAtAgain()
    {
        await _hub.ReconcileAsync();
        var attempt = LogDocuments.Completed(_hub.Now + Minute);
        await _hub.PassAsync(Minute * 5);
        await _hub.ReconcileAsync();

        await _hub.WriteAsync(attempt);
        await _hub.ReconcileAsync();
        Assert.Null(await SummaryAsync(attempt));
        await _hub.PassAsync(_hub.Options.LateTime);
        await _hub.ReconcileAsync();

        Assert.NotNull(await SummaryAsync(attempt));
    }

    [Fact]
    public async Task AnUnknownSummary_WhoseAttemptIsKnownByNow_IsReplaced()
    {
        var pending = LogDocuments.Pending(_hub.Now - TimeSpan.FromDays(2));
        await _hub.Summaries.WriteAsync([RequestSummary.Of(LostAttempt.Of(pending.Entry, _hub.Now))], Cancel);
        await _hub.WriteAsync(LogDocuments.Complete(pending));

        await _hub.ReconcileAsync();

        Assert.Equal(LogStatus.Success, (await SummaryAsync(pending))!.Status);
        Assert.Equal((1, 0), (await CountedAsync(LogStatus.Success), await CountedAsync(LogStatus.Unknown)));
    }

    [Fact]
    public async Task AttemptsOfADeadProcess_BecomeUnknown_AndThoseOfTheLivingStayInFlight()
    {
        var (dead, alive, own) = (InFlight("dead"), InFlight("alive"), InFlight(ReconciledHub.Instance));
        await _hub.WriteAsync(dead, alive, own);

        await _hub.PassAsync(Minute, "alive");
        await _hub.ReconcileAsync();

        Assert.Equal((LogStatus.Unknown, LogStatus.Pending, LogStatus.Pending), (await StatusAsync(dead), await StatusAsync(alive), await StatusAsync(own)));
        Assert.Equal(LogStatus.Unknown, (await _hub.SummaryOfAsync(dead.Entry.RequestId)).Status);
        Assert.Equal(1, _hub.Count(ReconciliationKind.AttemptsMarkedUnknown));
    }

    [Fact]
    public async Task ALeader_JudgesNobody_BeforeItHasLedLongerThanAProcessMayBeSilent()
    {
        // As after an outage of the fleet's store: nobody could beat, and whoever lives has not yet done so again.
        var attempt = InFlight("alive, but not heard yet");
        await _hub.WriteAsync(attempt);
        await _hub.PassAsync(Minute, attempt.Entry.InstanceId);
        _hub.Freeze(TimeSpan.FromHours(1));

        await _hub.PassAsync(_hub.FleetOptions.Silence);
        await _hub.ReconcileAsync();
        Assert.Equal(LogStatus.Pending, await StatusAsync(attempt));

        await _hub.PassAsync(_hub.FleetOptions.Silence, attempt.Entry.InstanceId);
        await _hub.ReconcileAsync();
        Assert.Equal(LogStatus.Pending, await StatusAsync(attempt));

        await _hub.PassAsync(_hub.FleetOptions.Silence * 2);
        await _hub.ReconcileAsync();
        Assert.Equal(LogStatus.Unknown, await StatusAsync(attempt));
    }

    [Fact]
    public async Task AnAttemptOfAProcessThatHasJustStarted_IsLeft()
    {
        await _hub.PassAsync(Minute);
        var attempt = InFlight("started, not heard yet");
        await _hub.WriteAsync(attempt);

        await _hub.ReconcileAsync();
        Assert.Equal(LogStatus.Pending, await StatusAsync(attempt));

        await _hub.PassAsync((_hub.FleetOptions.Silence * 2) + TimeSpan.FromSeconds(1));
        await _hub.ReconcileAsync();
        Assert.Equal(LogStatus.Unknown, await StatusAsync(attempt));
    }

    [Fact]
    public async Task AnAttemptTakenForLost_IsCompletedByItsOwnerAllTheSame()
    {
        var attempt = InFlight("paused");
        await _hub.WriteAsync(attempt);
        await _hub.PassAsync(Minute);
        await _hub.ReconcileAsync();
        await _hub.SummaryOfAsync(attempt.Entry.RequestId);

        await _hub.Log.WriteAsync([LogDocuments.Complete(attempt).AsCompletion()], Cancel);
        await _hub.PassAsync(_hub.Options.LateTime + Minute);
        await _hub.ReconcileAsync();

        Assert.Equal(LogStatus.Success, await StatusAsync(attempt));
        Assert.Equal((1, 0), (await CountedAsync(LogStatus.Success), await CountedAsync(LogStatus.Unknown)));
    }

    [Fact]
    public async Task ARollUpThatIsMissing_IsCountedAnew()
    {
        await _hub.Summaries.WriteAsync([RequestSummary.Of(LogDocuments.Completed(_hub.Now - (Minute * 30)).Entry)], Cancel);
        await _hub.Databases.Summary.WriteAsync(connection => connection.Execute("DELETE FROM request_metrics_minute"), Cancel);

        await _hub.ReconcileAsync();

        Assert.Equal((1, 1), (_hub.Count(ReconciliationKind.RollUpsPutRight), await CountedAsync(LogStatus.Success)));
    }

    [Fact]
    public async Task SummariesThatAreKeptNoLonger_Go_AndAreNotMadeAgainFromTheLog()
    {
        _hub.Options.KeepSummaries = TimeSpan.FromDays(31);
        var (old, kept) = (LogDocuments.Completed(_hub.Now - TimeSpan.FromDays(80)), LogDocuments.Completed(_hub.Now - TimeSpan.FromDays(20)));
        await _hub.WriteAsync(old, kept);
        await _hub.Summaries.WriteAsync([RequestSummary.Of(old.Entry), RequestSummary.Of(kept.Entry)], Cancel);

        await _hub.ReconcileAsync();
        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();

        Assert.Null(await SummaryAsync(old));
        Assert.NotNull(await SummaryAsync(kept));
        Assert.Equal((2, 0), (_hub.Count(ReconciliationKind.SummariesRemoved), _hub.Count(ReconciliationKind.SummariesWritten)));
    }

    [Fact]
    public async Task WhileAStoreIsAway_TheOtherStepsGoOn_AndItsOwnGoOnWhenItIsBack()
    {
        var attempt = LogDocuments.Completed(_hub.Now - Minute);
        await _hub.WriteAsync(attempt);
        await _hub.ReconcileAsync();
        await _hub.Databases.Log.WriteAsync(connection => connection.Execute("ALTER TABLE integration_log RENAME TO elsewhere"), Cancel);
        await _hub.PassAsync(Minute * 3);
        await _hub.ReconcileAsync();

        Assert.Contains("recent_attempts", _hub.Report.State.Faults.Select(fault => fault.Step), StringComparer.Ordinal);
        Assert.DoesNotContain("roll_ups", _hub.Report.State.Faults.Select(fault => fault.Step), StringComparer.Ordinal);

        await _hub.Databases.Log.WriteAsync(connection => connection.Execute("ALTER TABLE elsewhere RENAME TO integration_log"), Cancel);
        await _hub.PassAsync(Minute);
        await _hub.ReconcileAsync();

        Assert.Empty(_hub.Report.State.Faults);
        Assert.NotNull(await SummaryAsync(attempt));
    }

    [Fact]
    public async Task Rebuild_MakesSummariesAndRollUpsAnew_FromTheLogAlone()
    {
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 30, TimeSpan.Zero);
        await _hub.WriteAsync(
        [
            .. Enumerable.Range(0, 700).Select(i => LogDocuments.Completed(start + TimeSpan.FromSeconds(i * 10))),
            LogDocuments.Fail(LogDocuments.Pending(start + Minute)), LogDocuments.Pending(start + Minute), LogDocuments.Completed(start - Minute),
        ]);
        var rebuild = _hub.Rebuild;

        var first = await rebuild.RunAsync(start, start.AddDays(1), progress: null, Cancel);
        await _hub.Databases.Summary.WriteAsync(connection => connection.Execute("UPDATE request_metrics_minute SET success_count = success_count + 1"), Cancel);
        var second = await rebuild.RunAsync(start, start.AddDays(1), progress: null, Cancel);

        Assert.Equal(new SummaryRebuildResult(Read: 702, Pending: 1, Over: 0, Written: 701, RollUpsPutRight: 0, RollUpsLeftUntil: null), first);
        Assert.Equal((0, true), (second.Written, second.RollUpsPutRight > 0));
        Assert.Equal((700, 1), (await CountedAsync(LogStatus.Success), await CountedAsync(LogStatus.Failed)));
    }

    [Fact]
    public async Task Rebuild_OverSummariesThatAreKeptNoLonger_BringsNoneBack_AndLeavesTheirRollUps()
    {
        await _hub.ConfigureAsync(new RetentionClassConfig { Code = "WEEK", LogDays = 7, MetadataDays = 7 });
        var (from, edge) = (_hub.Now - TimeSpan.FromDays(20), _hub.Now - TimeSpan.FromDays(6));
        LogDocument[] old = [.. Enumerable.Range(0, 3).Select(i => LogDocuments.Completed(from + TimeSpan.FromHours(i)).With(entry => entry with { RetentionClass = "WEEK" }))];
        var (other, young) = (LogDocuments.Completed(from), LogDocuments.Completed(_hub.Now - TimeSpan.FromDays(2)));
        await _hub.Summaries.WriteAsync([.. old.Append(other).Select(document => RequestSummary.Of(document.Entry))], Cancel);
        await new SqliteExpiringSummaries(_hub.Databases).RemoveAsync("WEEK", _hub.Now - TimeSpan.FromDays(7), 10, Cancel);

        // One document of theirs still stands in the log, two are gone as well.
        await _hub.WriteAsync(old[0], other, young);

        var whole = await _hub.Rebuild.RunAsync(from, _hub.Now, progress: null, Cancel);
        var before = await _hub.Rebuild.RunAsync(from, from + TimeSpan.FromDays(1), progress: null, Cancel);
        var after = await _hub.Rebuild.RunAsync(edge + Minute, _hub.Now, progress: null, Cancel);

        Assert.Equal((3, 1, 1), (whole.Read, whole.Over, whole.Written));
        Assert.InRange(whole.RollUpsLeftUntil!.Value, edge, edge + Minute);
        Assert.Equal((0, from + TimeSpan.FromDays(1)), (before.RollUpsPutRight, before.RollUpsLeftUntil!.Value));
        Assert.Null(after.RollUpsLeftUntil);
        Assert.Null(await SummaryAsync(old[0]));
        Assert.NotNull(await SummaryAsync(young));
        Assert.Equal(5, await CountedAsync(LogStatus.Success));
    }

    [Fact]
    public async Task AClassMadeLonger_DoesNotLowerTheRollUpsOfWhatItHadRemoved()
    {
        await _hub.ConfigureAsync(new RetentionClassConfig { Code = "WEEK", LogDays = 7, MetadataDays = 7 });
        var gone = LogDocuments.Completed(_hub.Now - TimeSpan.FromDays(9)).With(entry => entry with { RetentionClass = "WEEK" });
        await _hub.Summaries.WriteAsync([RequestSummary.Of(gone.Entry)], Cancel);
        await new SqliteExpiringSummaries(_hub.Databases).RemoveAsync("WEEK", _hub.Now - TimeSpan.FromDays(7), 10, Cancel);

        await _hub.ConfigureAsync(expectedVersion: 1, new RetentionClassConfig { Code = "WEEK", LogDays = 7, MetadataDays = 400 });
        await _hub.LeadAgainAsync();
        for (var hour = 0; hour < 12 * 24; hour++)
            await _hub.ReconcileAsync();
        var rebuilt = await _hub.Rebuild.RunAsync(_hub.Now - TimeSpan.FromDays(20), _hub.Now, progress: null, Cancel);

        Assert.NotNull(rebuilt.RollUpsLeftUntil);
        Assert.Equal(1, await CountedAsync(LogStatus.Success));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private LogDocument InFlight(string instance) =>
        LogDocuments.Pending(_hub.Now).With(entry => entry with { InstanceId = instance, CorrelationId = instance });

    private Task<RequestSummary?> SummaryAsync(LogDocument document) => _hub.Summaries.FindAsync(document.Entry.RequestId, Cancel);

    private async Task<LogStatus> StatusAsync(LogDocument document) => (await _hub.Log.FindAsync(document.Entry.RequestId, Cancel))!.Entry.Status;

    private async Task<long> CountedAsync(LogStatus status) =>
        (await _hub.Summaries.GetMinutesAsync(DateTimeOffset.UnixEpoch, _hub.Now.AddDays(1), Cancel)).Sum(minute => minute.Counts.GetValueOrDefault(status));
}
