using ProKure.Integrations.Configuration;
using ProKure.Integrations.Reconciliation;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Sqlite.Tests.Reconciliation;

public sealed class EndedDeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ReconciledHub _hub = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task EndedDeliveriesAndJobs_AreRemovedWhenTheyWereKeptLongEnough_AndDeadLettersNever()
    {
        var ended = await EnqueueAsync(DeliveryState.Succeeded);
        var dead = await EnqueueAsync(DeliveryState.Dead);
        var job = await JobAsync();

        await LaterAsync(_hub.Options.KeepDeliveries - (Minute * 10));
        Assert.NotNull(await _hub.Queue.FindAsync(ended.Id, Cancel));

        await LaterAsync(TimeSpan.FromHours(2));
        Assert.Null(await _hub.Queue.FindAsync(ended.Id, Cancel));
        Assert.Null(await _hub.Jobs.FindAsync(job.Id, Cancel));
        Assert.NotNull(await _hub.Queue.FindAsync(dead.Id, Cancel));
        Assert.Equal(2, _hub.Count(ReconciliationKind.DeliveriesRemoved));
    }

    [Fact]
    public async Task ManyEndedDeliveries_AreRemovedInBatches()
    {
        const int count = 1_200;
        for (var i = 0; i < count; i++)
            await EnqueueAsync(DeliveryState.Succeeded);

        await LaterAsync(_hub.Options.KeepDeliveries + Minute);

        Assert.Equal(count, _hub.Count(ReconciliationKind.DeliveriesRemoved));
    }

    [Fact]
    public async Task EndedDelivery_IsKeptAsLongAsItsInvocationMayBeRepeated()
    {
        await _hub.ConfigureAsync(new RetryPolicyConfig { Code = "LONG", Deadline = TimeSpan.FromDays(60) });
        var ended = await EnqueueAsync(DeliveryState.Succeeded);

        await LaterAsync(TimeSpan.FromDays(59));
        Assert.NotNull(await _hub.Queue.FindAsync(ended.Id, Cancel));

        await LaterAsync(TimeSpan.FromDays(2));
        Assert.Null(await _hub.Queue.FindAsync(ended.Id, Cancel));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task LaterAsync(TimeSpan time)
    {
        _hub.Freeze(time);
        await _hub.PassAsync(TimeSpan.FromSeconds(5));
        await _hub.ReconcileAsync();
    }

    private async Task<Delivery> EnqueueAsync(DeliveryState state)
    {
        var delivery = Deliveries.Queued(_hub.Now) with { State = state, EndedAt = _hub.Now };
        await _hub.Queue.EnqueueAsync(delivery, Cancel);
        return delivery;
    }

    private async Task<ReplayJob> JobAsync()
    {
        var job = new ReplayJob
        {
            Id = Guid.CreateVersion7(_hub.Now),
            State = ReplayJobState.Completed,
            Filter = new DeliveryFilter { SystemCode = "SAP" },
            Rate = 1,
            Config = ConfigChoice.Pinned,
            AcceptDuplicates = false,
            CreatedAt = _hub.Now,
            CreatedBy = "anna",
            ChangedBy = "anna",
            Total = 0,
            FinishedAt = _hub.Now,
        };
        await _hub.Jobs.CreateAsync(job, Cancel);
        return job;
    }
}
