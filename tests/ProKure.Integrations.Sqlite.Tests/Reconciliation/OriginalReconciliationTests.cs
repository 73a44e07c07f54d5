using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Reconciliation;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Authentication;
using ProKure.TestKit.Logging;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Sqlite.Tests.Reconciliation;

/// <summary>Planned retries whose delivery is gone from the queue, as after an older backup was restored.</summary>
public sealed class OriginalReconciliationTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ReconciledHub _hub = new();

    public async ValueTask InitializeAsync() => await ConfigureAsync(_hub);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task WithItsOriginal_IsPlannedAgain_AsItWasPlanned()
    {
        var delivery = Lost();
        var attempt = await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + (Minute * 20));
        await _hub.PassAsync(Minute * 5);

        await _hub.ReconcileAsync();

        var after = (await _hub.Queue.FindAsync(delivery.Id, Cancel))!;
        Assert.Equal((DeliveryState.Queued, attempt.Retry.NextRetryAt, 3, "HTTP_STATUS"), (after.State, after.NotBefore, after.AttemptsMade, after.Reason));
        Assert.Equal((delivery.FirstRequestId, delivery.FirstAttemptAt, 17, "key-1"), (after.FirstRequestId, after.FirstAttemptAt, after.ConfigRevision, after.IdempotencyKey));
        Assert.Equal((delivery.Context.EntityId, delivery.Actor, delivery.Priority), (after.Context.EntityId, after.Actor, after.Priority));
        Assert.Equal(("K1", Encoding.UTF8.GetString(delivery.Payload.Span)), (after.PayloadKeyId, Encoding.UTF8.GetString(_hub.Payloads.Open(after).Payload.Span)));
        Assert.Equal((1, 0), (_hub.Count(ReconciliationKind.RetriesPlanned), _hub.Count(ReconciliationKind.RetriesWithoutDelivery)));
        Assert.True((await _hub.Log.FindAsync(attempt.RequestId, Cancel))!.Entry.HasOriginal);
    }

    [Fact]
    public async Task WhosePlannedTimeIsPast_IsDueAtOnce()
    {
        var delivery = Lost();
        await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + Minute);
        await _hub.PassAsync(Minute * 5);

        await _hub.ReconcileAsync();

        Assert.Equal(delivery.Id, Assert.Single(await ClaimAsync()).Delivery.Id);
    }

    [Fact]
    public async Task LookedAtAgainAndAgain_AndByAnother_IsMadeOnce()
    {
        var delivery = Lost();
        await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + Minute);
        await _hub.PassAsync(Minute * 5);

        // What two leaders do, each of whom takes itself for the only one.
        await _hub.ReconcileAsync();
        await _hub.LeadAgainAsync();
        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();

        Assert.Equal(1, _hub.Count(ReconciliationKind.RetriesPlanned));
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task WhoseNextAttemptWasMade_IsNotPlannedAgain_AndNothingIsReported()
    {
        var delivery = Lost();
        await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + Minute);
        await _hub.PassAsync(Minute * 2);
        await RecordAsync(delivery with { AttemptsMade = 3 }, number: 4, plannedAt: null);
        await _hub.PassAsync(Minute * 5);

        await _hub.ReconcileAsync();

        Assert.Null(await _hub.Queue.FindAsync(delivery.Id, Cancel));
        Assert.Empty(_hub.Report.State.Unmendable);
    }

    [Theory]
    [InlineData(DeliveryState.Cancelled)]
    [InlineData(DeliveryState.Resolved)]
    [InlineData(DeliveryState.Succeeded)]
    public async Task WhoseDeliveryEnded_StaysEnded_AndItsOriginalGoes(DeliveryState state)
    {
        var delivery = Lost();
        await _hub.Queue.EnqueueAsync(delivery with { State = state, EndedAt = _hub.Now }, Cancel);
        var attempt = await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + Minute);
        await _hub.PassAsync(Minute * 5);

        await _hub.ReconcileAsync();

        Assert.Equal(state, (await _hub.Queue.FindAsync(delivery.Id, Cancel))!.State);
        await AssertNoOriginalAsync(attempt);
    }

    [Fact]
    public async Task WhoseDeliveryEndedAndWasRemovedSince_IsNeitherMadeAnewNorReported()
    {
        // Cancelled between two attempts: the last record still says that another is planned.
        var delivery = Lost();
        await _hub.Queue.EnqueueAsync(delivery with { State = DeliveryState.Cancelled, EndedAt = _hub.Now }, Cancel);
        await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + Minute);
        _hub.Freeze(_hub.Options.KeepDeliveries + Minute);
        await _hub.PassAsync(Minute);

        await _hub.ReconcileAsync();
        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();

        Assert.Equal(1, _hub.Count(ReconciliationKind.DeliveriesRemoved));
        Assert.Null(await _hub.Queue.FindAsync(delivery.Id, Cancel));
        Assert.Empty(_hub.Report.State.Unmendable);
        Assert.Equal(0, _hub.Count(ReconciliationKind.RetriesPlanned));
    }

    [Fact]
    public async Task AfterTheDeadline_IsBackAsADeadLetter()
    {
        var delivery = Lost();
        await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + Minute);
        _hub.Freeze(TimeSpan.FromHours(3));
        await _hub.PassAsync(Minute);

        await _hub.ReconcileAsync();

        var after = (await _hub.Queue.FindAsync(delivery.Id, Cancel))!;
        Assert.Equal((DeliveryState.Dead, "DEADLINE_PASSED", ErrorType.HttpStatus), (after.State, after.Reason, after.Failure!.Type));
    }

    [Fact]
    public async Task OfAnOrderKeyThatAnotherHasTheTurnOf_Waits()
    {
        var first = Deliveries.Queued(_hub.Now) with { OrderKey = "PO-4711" };
        await _hub.Queue.EnqueueAsync(first, Cancel);
        var delivery = Lost() with { OrderKey = "PO-4711" };
        await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + Minute);
        await _hub.PassAsync(Minute * 5);

        await _hub.ReconcileAsync();

        Assert.Equal(DeliveryState.Waiting, (await _hub.Queue.FindAsync(delivery.Id, Cancel))!.State);
    }

    [Fact]
    public async Task WhoseOriginalIsOlderThanOriginalsAreKept_LosesIt_AndIsReported()
    {
        var delivery = Lost();
        var attempt = await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + Minute);
        _hub.Freeze(_hub.OriginalOptions.KeepFor + Minute);
        await _hub.PassAsync(Minute);

        await _hub.ReconcileAsync();

        Assert.Null(await _hub.Queue.FindAsync(delivery.Id, Cancel));
        var found = Assert.Single(_hub.Report.State.Unmendable);
        Assert.Equal(attempt.RequestId, found.RequestId);
        Assert.Contains("(Originals:KeepFor)", found.Reason, StringComparison.Ordinal);
        await AssertNoOriginalAsync(attempt);
    }

    [Fact]
    public async Task WhoseMasterKeyIsGone_IsReported_WithTheReason()
    {
        await using var other = new ReconciledHub(TestKeys.Of("K2"));
        await ConfigureAsync(other);
        var delivery = Lost();
        var document = Record(delivery, number: 3, plannedAt: _hub.Now + Minute);
        await other.WriteAsync(document);
        await other.PassAsync(Minute * 5);

        await other.ReconcileAsync();

        Assert.Contains("cannot be decrypted", Assert.Single(other.Report.State.Unmendable).Reason, StringComparison.Ordinal);
        Assert.True((await other.Log.FindAsync(document.Entry.RequestId, Cancel))!.Entry.HasOriginal);
    }

    [Fact]
    public async Task OfAHubWithoutMasterKey_IsReported_WithWhatToDo()
    {
        await using var without = new ReconciledHub(TestKeys.Of());
        await ConfigureAsync(without);
        var delivery = Lost();
        var document = Record(delivery, number: 3, plannedAt: _hub.Now + Minute);
        Assert.Null(without.Vault.Seal(document.Entry.RequestId, delivery));
        await without.WriteAsync(document with { Original = null });
        await without.PassAsync(Minute * 5);

        await without.ReconcileAsync();

        var reason = Assert.Single(without.Report.State.Unmendable).Reason;
        Assert.Contains("there is no master key (MasterKeys)", reason, StringComparison.Ordinal);
        Assert.Contains("has to ask again", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OriginalOfAnAttempt_WhileItsDeliveryWaits_Stays_AndGoesOnceTheNextWasMade()
    {
        var delivery = Lost() with { State = DeliveryState.Queued, AttemptsMade = 3, NotBefore = _hub.Now + (Minute * 90) };
        await _hub.Queue.EnqueueAsync(delivery, Cancel);
        var attempt = await RecordAsync(delivery with { AttemptsMade = 2 }, number: 3, plannedAt: delivery.NotBefore);
        await _hub.PassAsync(Minute * 5);

        await _hub.ReconcileAsync();
        Assert.NotNull(await _hub.Log.FindOriginalAsync(attempt.RequestId, Cancel));

        Assert.True(await _hub.Queue.ReviseAsync(delivery, delivery with { AttemptsMade = 4 }, Cancel));
        await _hub.PassAsync(_hub.Options.RestInterval + Minute);
        await _hub.ReconcileAsync();
        await AssertNoOriginalAsync(attempt);
    }

    [Fact]
    public async Task KeptOriginals_ShowNothingInTheFilesOfTheLog()
    {
        var delivery = Lost() with { Payload = """{"password":"hunter2-hunter2"}"""u8.ToArray() };
        await RecordAsync(delivery, number: 3, plannedAt: _hub.Now + Minute);

        foreach (var file in Directory.EnumerateFiles(_hub.Folder, "log.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            Assert.DoesNotContain("hunter2", await reader.ReadToEndAsync(Cancel), StringComparison.Ordinal);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task ConfigureAsync(ReconciledHub hub) => hub.ConfigureAsync(
        new RetryPolicyConfig { Code = "P", Deadline = TimeSpan.FromHours(2) },
        new SystemConfig { Code = "SAP", Name = "SAP", BaseUrl = new Uri("http://sap.example") },
        new EndpointConfig { SystemCode = "SAP", Code = "CREATE_PO", Method = "POST", Path = "/", RetryPolicy = "P" });

    // As it was when its third attempt began.
    private Delivery Lost() => Deliveries.Queued(_hub.Now) with
    {
        State = DeliveryState.Running,
        ConfigRevision = 17,
        Priority = 2,
        AttemptsMade = 2,
        FirstRequestId = Guid.CreateVersion7(_hub.Now.AddMinutes(-3)),
        FirstAttemptAt = _hub.Now.AddMinutes(-3),
        Reason = "CONNECT",
    };

    private LogDocument Record(Delivery delivery, int number, DateTimeOffset? plannedAt)
    {
        var failed = LogDocuments.Fail(LogDocuments.Pending(_hub.Now)).With(entry => entry with
        {
            DeliveryId = delivery.Id,
            CorrelationId = delivery.CorrelationId,
            ParentRequestId = delivery.FirstRequestId,
            Retry = new LogRetry { AttemptNumber = number, MaxAttempts = 5, NextRetryAt = plannedAt, Reason = plannedAt is null ? "NOT_TRANSIENT" : "RETRY_SCHEDULED" },
            Error = entry.Error! with { Type = ErrorType.HttpStatus },
        });
        return plannedAt is null ? failed : failed with { Original = _hub.Vault.Seal(failed.Entry.RequestId, delivery) };
    }

    private async Task<LogEntry> RecordAsync(Delivery delivery, int number, DateTimeOffset? plannedAt)
    {
        var document = Record(delivery, number, plannedAt);
        await _hub.WriteAsync(document);
        return document.Entry;
    }

    private async Task AssertNoOriginalAsync(LogEntry attempt)
    {
        Assert.Null(await _hub.Log.FindOriginalAsync(attempt.RequestId, Cancel));
        Assert.Equal(1, _hub.Count(ReconciliationKind.OriginalsRemoved));
    }

    private Task<IReadOnlyList<DeliveryLease>> ClaimAsync() => _hub.Queue.ClaimAsync(new DeliveryClaim { Owner = "worker", Limit = 5, Lease = Minute }, Cancel);
}
