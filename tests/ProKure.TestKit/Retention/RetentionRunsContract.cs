using ProKure.Integrations.Retention;

namespace ProKure.TestKit.Retention;

/// <summary>What every store of retention runs must do.</summary>
public abstract class RetentionRunsContract : StoreContract<IRetentionRuns>
{
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public async Task Put_ComesBackAsWritten_AndReplaces()
    {
        var run = Run(RetentionRunStatus.Requested) with { IsDryRun = true };
        await Store.PutAsync(run, Cancel);
        AssertSame(run, await Store.FindAsync(run.Id, Cancel));

        var ended = run with
        {
            Status = RetentionRunStatus.Failed,
            InstanceId = "hub-1",
            StartedAt = _now.AddSeconds(1),
            EndedAt = _now.AddSeconds(2),
            Fault = "The log is away.",
            Report = new RetentionReport
            {
                Lines =
                [
                    new RetentionLine(RetentionStore.Log, null, "SAP", 3, _now.AddDays(-99), _now.AddDays(-91)),
                    new RetentionLine(RetentionStore.Summaries, "SHORT", "Größe", 5_000_000_000, _now.AddDays(-9), _now.AddDays(-8)),
                ],
                Kept = [new RetentionKept("AUDIT", 1, 2)],
                ObjectsLeft = 4,
            },
        };
        await Store.PutAsync(ended, Cancel);

        AssertSame(ended, await Store.FindAsync(run.Id, Cancel));
        Assert.Null(await Store.FindAsync(Guid.CreateVersion7(_now), Cancel));
    }

    [Fact]
    public async Task FindRequested_GivesTheOldest()
    {
        Assert.Null(await Store.FindRequestedAsync(Cancel));
        await Store.PutAsync(Run(RetentionRunStatus.Done), Cancel);
        var (first, second) = (Run(RetentionRunStatus.Requested), Run(RetentionRunStatus.Requested));
        await Store.PutAsync(second, Cancel);
        await Store.PutAsync(first, Cancel);

        Assert.Equal(first.Id, (await Store.FindRequestedAsync(Cancel))!.Id);
    }

    [Fact]
    public async Task Tidy_InterruptsWhatRuns_AndRemovesOldOnes()
    {
        var (old, running, requested) = (Run(RetentionRunStatus.Done), Run(RetentionRunStatus.Running), Run(RetentionRunStatus.Requested));
        foreach (var run in new[] { old, running, requested })
            await Store.PutAsync(run, Cancel);

        Assert.Equal(1, await Store.TidyAsync(_now.AddHours(1), running.RequestedAt, Cancel));

        Assert.Null(await Store.FindAsync(old.Id, Cancel));
        AssertSame(running with { Status = RetentionRunStatus.Interrupted, EndedAt = _now.AddHours(1) }, await Store.FindAsync(running.Id, Cancel));
        Assert.Equal([requested.Id, running.Id], (await Store.ListAsync(null, 10, Cancel)).Items.Select(run => run.Id));
        Assert.Equal(0, await Store.TidyAsync(_now, _now.AddDays(-1), Cancel));
    }

    [Fact]
    public async Task List_PageByPage_GivesEachOnce_NewestFirst()
    {
        var added = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var run = Run(RetentionRunStatus.Done);
            added.Insert(0, run.Id);
            await Store.PutAsync(run, Cancel);
        }

        var first = await Store.ListAsync(null, 3, Cancel);
        var second = await Store.ListAsync(Guid.Parse(first.NextCursor!), 3, Cancel);

        Assert.Equal(added, [.. first.Items.Select(run => run.Id), .. second.Items.Select(run => run.Id)]);
        Assert.Null(second.NextCursor);
    }

    private static void AssertSame(RetentionRun expected, RetentionRun? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(RetentionJson.Write(expected.Report), RetentionJson.Write(actual.Report));
        Assert.Equal(expected, actual with { Report = expected.Report });
    }

    private RetentionRun Run(RetentionRunStatus status)
    {
        _now = _now.AddSeconds(1);
        return new RetentionRun { Id = Guid.CreateVersion7(_now), RequestedBy = "anna (K1)", RequestedAt = _now, Status = status };
    }
}
