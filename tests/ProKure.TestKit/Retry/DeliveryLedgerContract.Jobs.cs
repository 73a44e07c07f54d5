using System.Text.Json;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.TestKit.Retry;

public abstract partial class DeliveryLedgerContract
{
    [Fact]
    public async Task Job_ComesBackAsWritten()
    {
        var job = Job() with
        {
            Filter = new DeliveryFilter
            {
                State = DeliveryState.Dead,
                Lane = ErrorSide.Theirs,
                SystemCode = "SAP",
                VisibleSystems = ["SAP", "CRM"],
                EndpointCode = "CREATE_PO",
                Reason = "TIMEOUT",
                ErrorType = ErrorType.HttpStatus,
                Fingerprint = "aaaa",
                CorrelationId = "act-1",
                EntityType = "PO",
                EntityId = "PO-1",
                From = Now,
                To = Now.AddHours(1),
            },
            Note = "SAP is back",
            Replayed = 2,
            Skipped = 1,
            After = Guid.CreateVersion7(Now),
            FinishedAt = Now.AddMinutes(2),
            State = ReplayJobState.Completed,
        };

        await Store.Jobs.CreateAsync(job, Cancel);

        Assert.Equal(JsonSerializer.Serialize(job), JsonSerializer.Serialize(await Store.Jobs.FindAsync(job.Id, Cancel)));
        Assert.Null(await Store.Jobs.FindAsync(Guid.Empty, Cancel));
    }

    [Fact]
    public async Task Jobs_AreListedTheNewestFirst_AndThoseThatRunTheOldestFirst()
    {
        var jobs = new List<ReplayJob>();
        for (var i = 0; i < 3; i++)
        {
            jobs.Add(Job() with { Id = Guid.CreateVersion7(Now.AddMinutes(i)), State = i == 1 ? ReplayJobState.Paused : ReplayJobState.Running });
            await Store.Jobs.CreateAsync(jobs[i], Cancel);
        }

        var first = await Store.Jobs.ListAsync(null, 2, Cancel);
        var second = await Store.Jobs.ListAsync(Guid.Parse(first.NextCursor!), 2, Cancel);

        Assert.Equal([jobs[2].Id, jobs[1].Id, jobs[0].Id], first.Items.Concat(second.Items).Select(job => job.Id));
        Assert.Null(second.NextCursor);
        Assert.Equal([jobs[0].Id, jobs[2].Id], (await Store.Jobs.ListRunningAsync(Cancel)).Select(job => job.Id));
    }

    [Fact]
    public async Task Job_ChangesItsState_OnlyFromThoseNamed()
    {
        var job = await JobAsync();

        Assert.False(await Store.Jobs.ChangeStateAsync(job.Id, [ReplayJobState.Paused], ReplayJobState.Running, "ben", null, Cancel));
        Assert.True(await Store.Jobs.ChangeStateAsync(job.Id, [ReplayJobState.Running], ReplayJobState.Paused, "ben", null, Cancel));
        Assert.True(await Store.Jobs.ChangeStateAsync(job.Id, [ReplayJobState.Running, ReplayJobState.Paused], ReplayJobState.Aborted, "cleo", Now, Cancel));

        var found = await Store.Jobs.FindAsync(job.Id, Cancel);
        Assert.Equal((ReplayJobState.Aborted, "cleo", Now), (found!.State, found.ChangedBy, found.FinishedAt));
        Assert.Empty(await Store.Jobs.ListRunningAsync(Cancel));
    }

    [Fact]
    public async Task Replay_ForAJob_CountsInTheSameTransaction_AndNotAtAllOnceTheJobIsPaused()
    {
        var (first, second) = (await DeadAsync("TIMEOUT"), await DeadAsync("TIMEOUT"));
        var job = await JobAsync();

        Assert.Equal(ReplayOutcome.Queued, await Store.Ledger.ReplayAsync(first, ReplayOf(first), Resolve, job.Id, Cancel));
        Assert.True(await Store.Jobs.ChangeStateAsync(job.Id, [ReplayJobState.Running], ReplayJobState.Paused, "ben", null, Cancel));
        Assert.Equal(ReplayOutcome.JobStopped, await Store.Ledger.ReplayAsync(second, ReplayOf(second), Resolve, job.Id, Cancel));

        var found = await Store.Jobs.FindAsync(job.Id, Cancel);
        Assert.Equal((1, first.Id), (found!.Replayed, found.After));
        Assert.Equal(DeliveryState.Dead, (await Store.Queue.FindAsync(second.Id, Cancel))!.State);
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task Replay_ForAJob_OfOneThatIsDeadNoLonger_CountsNothing()
    {
        var dead = await DeadAsync("TIMEOUT");
        var job = await JobAsync();
        Assert.True(await Store.Ledger.ReviseAsync(dead, dead with { State = DeliveryState.Resolved }, Resolve, Cancel));

        Assert.Equal(ReplayOutcome.NotAsSeen, await Store.Ledger.ReplayAsync(dead, ReplayOf(dead), Resolve, job.Id, Cancel));

        Assert.Equal(0, (await Store.Jobs.FindAsync(job.Id, Cancel))!.Replayed);
    }

    [Fact]
    public async Task Skip_CountsEachOnce_AndSaysWhetherTheJobRuns()
    {
        var job = await JobAsync();
        var (first, second) = (Guid.CreateVersion7(Now), Guid.CreateVersion7(Now.AddMinutes(1)));

        Assert.True(await Store.Jobs.SkipAsync(job.Id, first, Cancel));
        Assert.True(await Store.Jobs.SkipAsync(job.Id, first, Cancel));
        Assert.True(await Store.Jobs.SkipAsync(job.Id, second, Cancel));
        Assert.True(await Store.Jobs.ChangeStateAsync(job.Id, [ReplayJobState.Running], ReplayJobState.Aborted, "ben", Now, Cancel));
        Assert.False(await Store.Jobs.SkipAsync(job.Id, Guid.CreateVersion7(Now.AddMinutes(2)), Cancel));

        var found = await Store.Jobs.FindAsync(job.Id, Cancel);
        Assert.Equal((2, second), (found!.Skipped, found.After));
    }

    [Fact]
    public async Task RemoveFinished_RemovesJobsThatAreOver_AndNoOther()
    {
        var (old, recent, paused) = (Job() with { FinishedAt = Now.AddDays(-9), State = ReplayJobState.Aborted }, Job() with { FinishedAt = Now, State = ReplayJobState.Completed }, Job() with { State = ReplayJobState.Paused });
        foreach (var job in new[] { old, recent, paused })
            await Store.Jobs.CreateAsync(job, Cancel);

        Assert.Equal(1, await Store.Jobs.RemoveFinishedAsync(Now.AddDays(-1), 10, Cancel));

        Assert.Null(await Store.Jobs.FindAsync(old.Id, Cancel));
        Assert.NotNull(await Store.Jobs.FindAsync(recent.Id, Cancel));
        Assert.NotNull(await Store.Jobs.FindAsync(paused.Id, Cancel));
    }

    [Fact]
    public async Task RemoveEnded_CountsFromWhatSomebodyDidLast_AndRemovesThatToo()
    {
        var dead = await DeadAsync("TIMEOUT");
        Assert.True(await Store.Ledger.ReviseAsync(dead, dead with { State = DeliveryState.Resolved, EndedAt = Now.AddDays(-60) }, Resolve, Cancel));

        Assert.Equal(0, await Store.Queue.RemoveEndedAsync(Now, 10, Cancel));
        Assert.Equal(1, await Store.Queue.RemoveEndedAsync(Now.AddSeconds(1), 10, Cancel));

        Assert.Null(await Store.Queue.FindAsync(dead.Id, Cancel));
        Assert.Empty(await Store.Ledger.ListActionsAsync(dead.Id, Cancel));
    }

    private static ReplayJob Job() => new()
    {
        Id = Guid.CreateVersion7(Now),
        State = ReplayJobState.Running,
        Filter = new DeliveryFilter { SystemCode = "SAP" },
        Rate = 2.5,
        Config = ConfigChoice.Latest,
        AcceptDuplicates = true,
        CreatedAt = Now,
        CreatedBy = "anna",
        ChangedBy = "anna",
        Total = 3,
    };

    private async Task<ReplayJob> JobAsync()
    {
        var job = Job();
        await Store.Jobs.CreateAsync(job, Cancel);
        return job;
    }
}
