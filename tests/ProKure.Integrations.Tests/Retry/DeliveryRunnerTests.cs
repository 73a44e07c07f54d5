using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Tests.Execution;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Retry;

public sealed class DeliveryRunnerTests : IClassFixture<PipelineFixture>
{
    private readonly PipelineFixture _fixture;
    private readonly DeliveryRunner _runner;
    private int _arrived;

    public DeliveryRunnerTests(PipelineFixture fixture)
    {
        _fixture = fixture;
        _fixture.OnArrival = _ => Task.FromResult(Interlocked.Increment(ref _arrived));
        _runner = new DeliveryRunner(fixture.Pipeline, fixture.Snapshots, fixture.Log, new DeliveryVault(TestKeys.Of()), TimeProvider.System, NullLogger.Instance);
    }

    [Fact]
    public async Task RunAsync_GoodOrder_EndsTheDelivery()
    {
        var after = await RunAsync(Delivery("RETRIED", "MAT-1001"));

        Assert.Equal((DeliveryState.Succeeded, 1), (after.State, after.AttemptsMade));
        Assert.Equal((1, after.Id), (Entry(after).Retry.AttemptNumber, Entry(after).DeliveryId));
    }

    [Fact]
    public async Task RunAsync_TurnedAway_IsQueuedAgainAndTheRecordSaysWhen()
    {
        var after = await RunAsync(Delivery("RETRIED", "MAT-BUSY-90"));

        Assert.Equal((DeliveryState.Queued, "HTTP_STATUS", 1), (after.State, after.Reason, after.AttemptsMade));
        var entry = Entry(after);
        Assert.Equal((after.NotBefore, "RETRY_SCHEDULED", 2), (entry.Retry.NextRetryAt, entry.Retry.Reason, entry.Retry.MaxAttempts));
        Assert.InRange(after.NotBefore - entry.StartedAt, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task RunAsync_SecondAttempt_BelongsToTheFirstOnesChain()
    {
        var first = await RunAsync(Delivery("RETRIED", "MAT-BUSY"));

        var second = await RunAsync(first);

        Assert.Equal((DeliveryState.Dead, "ATTEMPTS_USED_UP", 2), (second.State, second.Reason, second.AttemptsMade));
        var entry = _fixture.Log.Documents.Single(d => d.Entry.ParentRequestId == first.FirstRequestId).Entry;
        Assert.Equal((2, TriggeredBy.Retry, first.CorrelationId), (entry.Retry.AttemptNumber, entry.Actor.TriggeredBy, entry.CorrelationId));
        Assert.Equal(first.FirstRequestId, second.FirstRequestId);
    }

    [Fact]
    public async Task RunAsync_MayHaveBeenReceivedAndNotIdempotent_WaitsForAPerson()
    {
        var after = await RunAsync(Delivery("RETRIED", "MAT-FAIL"));

        Assert.Equal((DeliveryState.Dead, "MAY_HAVE_BEEN_RECEIVED"), (after.State, after.Reason));
    }

    [Fact]
    public async Task RunAsync_TakenOverFromADeadProcess_IsNotRepeatedWhereThatMayDoHarm()
    {
        var after = await RunAsync(Delivery("RETRIED", "MAT-1001"), wasInterrupted: true);

        Assert.Equal((DeliveryState.Dead, "PROCESS_LOST", 0), (after.State, after.Reason, _arrived));
    }

    [Fact]
    public async Task RunAsync_TakenOverFromADeadProcess_IsRepeatedWithTheSameKeyWhereItIsSafe()
    {
        string? key = null;
        _fixture.OnArrival = request =>
        {
            key = request.Headers["Idempotency-Key"];
            return Task.CompletedTask;
        };
        var delivery = Delivery("RETRIED_WITH_KEY", "MAT-1001");

        var after = await RunAsync(delivery, wasInterrupted: true);

        Assert.Equal((DeliveryState.Succeeded, delivery.IdempotencyKey), (after.State, key));
    }

    [Theory]
    [InlineData("RETRIED")]
    [InlineData("RETRIED_WITH_KEY")]
    public async Task RunAsync_AfterTheProcessWasLostTwice_IsBlockedAndSaysSo(string endpoint)
    {
        var delivery = Delivery(endpoint, "MAT-1001") with { Interruptions = 2 };

        foreach (var wasInterrupted in new[] { true, false })
        {
            var after = await RunAsync(delivery, wasInterrupted);

            Assert.Equal((DeliveryState.Dead, "POISON", 0), (after.State, after.Reason, _arrived));
            Assert.Equal((ErrorType.ProcessLost, ErrorSide.Ours), (after.Failure!.Type, after.Failure.Lane));
            Assert.Contains("ended twice", after.Failure.Message, StringComparison.Ordinal);
            Assert.NotNull(after.EndedAt);
        }
    }

    [Fact]
    public async Task RunAsync_AfterTheProcessWasLostTwice_StillTakesTheEndThatTheLogKnows()
    {
        var delivery = Delivery("RETRIED_WITH_KEY", "MAT-1001");
        await RunAsync(delivery);

        var after = await RunAsync(delivery with { Interruptions = 2 }, wasInterrupted: true);

        Assert.Equal((DeliveryState.Succeeded, 1), (after.State, _arrived));
    }

    [Fact]
    public async Task RunAsync_Failure_IsPutDownWithItsLaneAndFingerprint()
    {
        var after = await RunAsync(Delivery("RETRIED", "MAT-FAIL"));

        var error = Entry(after).Error!;
        Assert.Equal(new DeliveryFailure(error.Type, error.Side, error.Message, error.Fingerprint, Entry(after).ResponseStatus, MayHaveBeenReceived: true), after.Failure);
        Assert.Equal(Entry(after).CompletedAt, after.EndedAt);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileTheRequestIsUnderWay_EndsAndSaysThatItMayHaveBeenReceived()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _fixture.OnArrival = async _ =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        var delivery = Delivery("RETRIED_WITH_KEY", "MAT-1001");

        var after = await _runner.RunAsync(new DeliveryLease(delivery, "test", 1, DateTimeOffset.MaxValue, false), cancelled.Token);

        Assert.Equal((DeliveryState.Cancelled, "CANCELLED_AFTER_SEND"), (after.State, after.Reason));
    }

    [Fact]
    public async Task RunAsync_CancelledBeforeTheSend_EndsAndSaysThatNothingWasSent()
    {
        var after = await _runner.RunAsync(
            new DeliveryLease(Delivery("RETRIED", "MAT-1001"), "test", 1, DateTimeOffset.MaxValue, false), new CancellationToken(canceled: true));

        Assert.Equal((DeliveryState.Cancelled, "CANCELLED_BEFORE_SEND", 0), (after.State, after.Reason, _arrived));
    }

    [Fact]
    public async Task RunAsync_ContinuesTheTraceOfTheCallThatHandedItOver()
    {
        string? sent = null;
        _fixture.OnArrival = request =>
        {
            sent = request.Headers["traceparent"];
            return Task.CompletedTask;
        };

        await RunAsync(Delivery("RETRIED", "MAT-1001") with { TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" });

        Assert.StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RETRIED", "MAT-1001")]
    [InlineData("RETRIED", "MAT-BUSY-90")]
    [InlineData("RETRIED", "MAT-FAIL")]
    [InlineData("RETRIED_WITH_KEY", "MAT-1001")]
    public async Task RunAsync_TakenOverAfterTheAttemptWasRecorded_GoesOnFromTheRecord(string endpoint, string material)
    {
        var delivery = Delivery(endpoint, material);
        var released = await RunAsync(delivery);
        var arrived = _arrived;

        // The worker died before it could release the delivery: the queue has it as it was.
        var takenOver = await RunAsync(delivery, wasInterrupted: true);

        Assert.Equal(released, takenOver);
        Assert.Equal(arrived, _arrived);
    }

    [Theory]
    [InlineData(LogStatus.Pending)]
    [InlineData(LogStatus.Unknown)]
    public async Task RunAsync_TakenOverFromAnAttemptWhoseEndNobodyKnows_WaitsForAPerson(LogStatus status)
    {
        var delivery = Delivery("RETRIED", "MAT-1001");
        await RunAsync(delivery);
        var open = Document(delivery);
        await _fixture.Log.WriteAsync(
            [new LogWrite(LogWriteKind.Complete, open with { Entry = open.Entry with { Status = status, IsSuccess = null } })], TestContext.Current.CancellationToken);

        var after = await RunAsync(delivery, wasInterrupted: true);

        Assert.Equal((DeliveryState.Dead, "PROCESS_LOST", 1), (after.State, after.Reason, _arrived));
    }

    [Fact]
    public async Task RunAsync_TakenOverAfterAnExchangeThatServedIt_DoesNotTakeThatForTheAttempt()
    {
        var delivery = Delivery("RETRIED", "MAT-1001");
        await RunAsync(delivery);
        var attempt = Document(delivery);
        var (open, token) = (attempt.Entry with { Status = LogStatus.Pending, IsSuccess = null }, Guid.CreateVersion7());
        var keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["purpose"] = "CSRF_TOKEN" };
        await _fixture.Log.WriteAsync(
            [
                new LogWrite(LogWriteKind.Complete, attempt with { Entry = open }),
                new LogWrite(LogWriteKind.Insert, attempt with
                {
                    Entry = attempt.Entry with { RequestId = token, StartedAt = attempt.Entry.StartedAt.AddMilliseconds(5), Context = attempt.Entry.Context with { Keys = keys } },
                }),
            ],
            TestContext.Current.CancellationToken);

        var after = await RunAsync(delivery, wasInterrupted: true);

        Assert.Equal((DeliveryState.Dead, "PROCESS_LOST"), (after.State, after.Reason));
    }

    [Fact]
    public async Task RunAsync_TakenOverWhileTheLogIsAway_IsLeftWhereRepeatingMayDoHarm()
    {
        _fixture.Log.IsFull = true;
        try
        {
            await Assert.ThrowsAsync<LogStoreUnavailableException>(() => RunAsync(Delivery("RETRIED", "MAT-1001"), wasInterrupted: true));
            Assert.Equal(0, _arrived);
        }
        finally
        {
            _fixture.Log.IsFull = false;
        }
    }

    private LogDocument Document(Delivery delivery) => _fixture.Log.Documents.Single(document => document.Entry.DeliveryId == delivery.Id);

    private Task<Delivery> RunAsync(Delivery delivery, bool wasInterrupted = false) => _runner.RunAsync(
        new DeliveryLease(delivery, "test", 1, DateTimeOffset.MaxValue, wasInterrupted), TestContext.Current.CancellationToken);

    private LogEntry Entry(Delivery after) => _fixture.Log.Documents.Single(d => d.Entry.RequestId == after.FirstRequestId).Entry;

    private static Delivery Delivery(string endpoint, string material)
    {
        var now = TimeProvider.System.GetUtcMilliseconds();
        return new Delivery
        {
            Id = Guid.CreateVersion7(now),
            SystemCode = "SAP",
            EndpointCode = endpoint,
            CorrelationId = CorrelationId.New(TimeProvider.System).ToString(),
            Payload = Encoding.UTF8.GetBytes(PipelineFixture.Order(material, $"PO-{Guid.CreateVersion7(now)}")),
            Actor = new LogActor("anna", TriggeredBy.User),
            IdempotencyKey = $"key-{Guid.CreateVersion7(now)}",
            CreatedAt = now,
            NotBefore = now,
        };
    }
}
