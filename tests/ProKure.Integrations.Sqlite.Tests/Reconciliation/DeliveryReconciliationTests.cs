using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Reconciliation;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Logging;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Sqlite.Tests.Reconciliation;

public sealed class DeliveryReconciliationTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ReconciledHub _hub = new();

    public async ValueTask InitializeAsync() => await _hub.ConfigureAsync(
        new RetryPolicyConfig { Code = "P", Deadline = TimeSpan.FromHours(2) },
        new SystemConfig { Code = "SAP", Name = "SAP", BaseUrl = new Uri("http://sap.example") },
        new EndpointConfig { SystemCode = "SAP", Code = "CREATE_PO", Method = "POST", Path = "/", RetryPolicy = "P" });

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task GivenUp_ThenRecordedAsFailedWithAPlan_IsPlannedAgain()
    {
        var delivery = await GivenUpAsync();
        var attempt = await RecordAsync(delivery, number: 1, plannedAt: _hub.Now + Minute);

        await _hub.ReconcileAsync();

        var after = await FindAsync(delivery);
        Assert.Equal((DeliveryState.Queued, _hub.Now + Minute, 1, "HTTP_STATUS"), (after.State, after.NotBefore, after.AttemptsMade, after.Reason));
        Assert.Equal((attempt.RequestId, attempt.StartedAt), (after.FirstRequestId, after.FirstAttemptAt));
        Assert.Equal(1, _hub.Count(ReconciliationKind.DeliveriesRevised));
        await _hub.PassAsync(Minute * 2);
        Assert.Equal(delivery.Id, Assert.Single(await _hub.Queue.ClaimAsync(new DeliveryClaim { Owner = "worker", Limit = 5, Lease = Minute }, Cancel)).Delivery.Id);
    }

    [Fact]
    public async Task GivenUp_ThenRecordedAsDone_Succeeded()
    {
        var delivery = await GivenUpAsync();
        await _hub.WriteAsync(LogDocuments.Completed(_hub.Now).With(entry => Of(delivery, entry)));

        await _hub.ReconcileAsync();

        var after = await FindAsync(delivery);
        Assert.Equal((DeliveryState.Succeeded, null, 1), (after.State, after.Reason, after.AttemptsMade));
    }

    [Fact]
    public async Task GivenUp_ThenRecordedAsFailedForGood_SaysWhy()
    {
        var delivery = await GivenUpAsync();
        await RecordAsync(delivery, number: 1, plannedAt: null);

        await _hub.ReconcileAsync();

        Assert.Equal((DeliveryState.Dead, "NOT_TRANSIENT"), await StandingAsync(delivery));
    }

    [Fact]
    public async Task GivenUp_WhoseRecordComesAfterTheDeadline_IsNotMadeAgain()
    {
        var delivery = await GivenUpAsync();
        await RecordAsync(delivery, number: 1, plannedAt: _hub.Now + Minute);
        await _hub.PassAsync(TimeSpan.FromHours(3));

        await _hub.ReconcileAsync();

        Assert.Equal((DeliveryState.Dead, "DEADLINE_PASSED"), await StandingAsync(delivery));
    }

    [Theory]
    [InlineData(LogStatus.Pending)]
    [InlineData(LogStatus.Unknown)]
    public async Task GivenUp_AndStillNotKnown_WaitsForAPerson(LogStatus status)
    {
        var delivery = await GivenUpAsync();
        await _hub.WriteAsync(LogDocuments.Pending(_hub.Now).With(entry => Of(delivery, entry) with { Status = status, InstanceId = ReconciledHub.Instance }));

        await _hub.ReconcileAsync();

        Assert.Equal((DeliveryState.Dead, "PROCESS_LOST"), await StandingAsync(delivery));
    }

    [Fact]
    public async Task GivenUp_InAnAttemptThatLeftNoRecord_DoesNotGoByTheOneBefore()
    {
        // The first attempt failed and its plan was carried out: the second began when that said, and nothing is known of it.
        var plannedAt = _hub.Now;
        var delivery = await GivenUpAsync(queued => queued with { NotBefore = plannedAt, AttemptsMade = 1 });
        await RecordAsync(delivery, number: 1, plannedAt);

        await _hub.ReconcileAsync();

        Assert.Equal((DeliveryState.Dead, "PROCESS_LOST"), await StandingAsync(delivery));
    }

    [Fact]
    public async Task PlannedRetry_WithoutADelivery_IsReportedOnce_WithTheReason()
    {
        var missing = Deliveries.Queued(_hub.Now);
        var attempt = await RecordAsync(missing, number: 1, plannedAt: _hub.Now + Minute);
        await _hub.PassAsync(Minute * 5);

        await _hub.ReconcileAsync();
        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();

        var found = Assert.Single(_hub.Report.State.Unmendable);
        Assert.Equal((attempt.RequestId, missing.Id, "PO-4711", attempt.Retry.NextRetryAt), (found.RequestId, found.DeliveryId, found.EntityId, found.PlannedAt));
        Assert.Equal(
            "There is no such delivery in the queue, and its attempt keeps no original of it: the payload was longer than Originals:MaxBytes, or there was no master key then. "
            + "Whoever asked for it has to ask again: the log, being redacted, is no source for its payload.",
            found.Reason);
        Assert.Equal(1, _hub.Count(ReconciliationKind.RetriesWithoutDelivery));
    }

    [Fact]
    public async Task PlannedRetry_ThatWasMadeOrWillBe_IsNoFinding()
    {
        var made = Deliveries.Queued(_hub.Now);
        await RecordAsync(made, number: 1, plannedAt: _hub.Now + Minute);
        await _hub.PassAsync(Minute * 2);
        await RecordAsync(made, number: 2, plannedAt: null);
        var waiting = Deliveries.Queued(_hub.Now) with { CorrelationId = "act-2" };
        await _hub.Queue.EnqueueAsync(waiting, Cancel);
        await RecordAsync(waiting, number: 1, plannedAt: _hub.Now + Minute);
        await _hub.PassAsync(Minute * 5);

        await _hub.ReconcileAsync();

        Assert.Empty(_hub.Report.State.Unmendable);
    }

    [Fact]
    public async Task ManyGivenUp_AreLookedAtInTurns_AndNoneIsLeftOut()
    {
        const int count = 120;
        var deliveries = new List<Delivery>();
        for (var i = 0; i < count; i++)
        {
            var act = $"act-{i}";
            var delivery = await GivenUpAsync(queued => queued with { CorrelationId = act });
            await _hub.WriteAsync(LogDocuments.Completed(_hub.Now).With(entry => Of(delivery, entry)));
            deliveries.Add(delivery);
        }

        for (var pass = 0; pass < 3; pass++)
            await _hub.ReconcileAsync();

        Assert.Equal(count, _hub.Count(ReconciliationKind.DeliveriesRevised));
        foreach (var delivery in deliveries)
            Assert.Equal(DeliveryState.Succeeded, (await FindAsync(delivery)).State);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<Delivery> GivenUpAsync(Func<Delivery, Delivery>? with = null)
    {
        var queued = Deliveries.Queued(_hub.Now.AddSeconds(-1));
        queued = with?.Invoke(queued) ?? queued;
        await _hub.Queue.EnqueueAsync(queued, Cancel);
        var lease = (await _hub.Queue.ClaimAsync(new DeliveryClaim { Owner = "worker", Limit = 5, Lease = Minute }, Cancel)).Single(claimed => claimed.Delivery.Id == queued.Id);
        var dead = lease.Delivery with { State = DeliveryState.Dead, Reason = "PROCESS_LOST" };
        Assert.True(await _hub.Queue.ReleaseAsync(lease, dead, Cancel));
        return dead;
    }

    private async Task<LogEntry> RecordAsync(Delivery delivery, int number, DateTimeOffset? plannedAt)
    {
        var document = LogDocuments.Fail(LogDocuments.Pending(_hub.Now)).With(entry => Of(delivery, entry) with
        {
            Retry = new LogRetry
            {
                AttemptNumber = number,
                MaxAttempts = 5,
                NextRetryAt = plannedAt,
                Reason = plannedAt is null ? WireName.Of(RetryReason.NotTransient) : WireName.Of(RetryReason.RetryScheduled),
            },
            Error = entry.Error! with { Type = ErrorType.HttpStatus },
        });
        await _hub.WriteAsync(document);
        return document.Entry;
    }

    private static LogEntry Of(Delivery delivery, LogEntry entry) => entry with { DeliveryId = delivery.Id, CorrelationId = delivery.CorrelationId };

    private async Task<Delivery> FindAsync(Delivery delivery) => (await _hub.Queue.FindAsync(delivery.Id, Cancel))!;

    private async Task<(DeliveryState, string?)> StandingAsync(Delivery delivery)
    {
        var after = await FindAsync(delivery);
        return (after.State, after.Reason);
    }
}
