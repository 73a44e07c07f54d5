using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Tests.Retry;

public sealed class RecordedEndTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);
    private static readonly DateTimeOffset Planned = Start.AddMinutes(5);

    [Fact]
    public void After_NoRecord_NobodyKnows() => Assert.Null(RecordedEnd.After(Delivery(), null));

    [Theory]
    [InlineData(LogStatus.Pending)]
    [InlineData(LogStatus.Unknown)]
    public void After_ARecordWithoutAnEnd_NobodyKnows(LogStatus status) => Assert.Null(RecordedEnd.After(Delivery(), Entry(status)));

    [Fact]
    public void After_Success_Succeeded()
    {
        var entry = Entry(LogStatus.Success);

        var after = RecordedEnd.After(Delivery(), entry)!;

        Assert.Equal((DeliveryState.Succeeded, 1, entry.RequestId, Start, null), (after.State, after.AttemptsMade, after.FirstRequestId, after.FirstAttemptAt, after.Reason));
    }

    [Fact]
    public void After_FailureWithAPlan_IsQueuedForThen()
    {
        var after = RecordedEnd.After(Delivery(), Failed(ErrorType.HttpStatus, number: 1, Planned))!;

        Assert.Equal((DeliveryState.Queued, Planned, 1, "HTTP_STATUS"), (after.State, after.NotBefore, after.AttemptsMade, after.Reason));
    }

    [Fact]
    public void After_LaterAttempt_KeepsTheChainsFirst()
    {
        var delivery = Delivery() with { AttemptsMade = 1, FirstRequestId = Guid.CreateVersion7(Start), FirstAttemptAt = Start.AddMinutes(-9) };

        var after = RecordedEnd.After(delivery, Failed(ErrorType.Timeout, number: 2, plannedAt: null))!;

        Assert.Equal((DeliveryState.Dead, 2, "ATTEMPTS_USED_UP"), (after.State, after.AttemptsMade, after.Reason));
        Assert.Equal((delivery.FirstRequestId, delivery.FirstAttemptAt), (after.FirstRequestId, after.FirstAttemptAt));
    }

    [Theory]
    [InlineData(ErrorType.RateLimit)]
    [InlineData(ErrorType.CircuitOpen)]
    public void After_AWait_UsesUpNoAttempt(ErrorType type) =>
        Assert.Equal(2, RecordedEnd.After(Delivery() with { AttemptsMade = 2 }, Failed(type, number: 3, Planned))!.AttemptsMade);

    [Fact]
    public void After_AnAttemptWhosePlanWasCarriedOut_NobodyKnowsOfTheOneAfterIt() =>
        Assert.Null(RecordedEnd.After(Delivery() with { NotBefore = Planned, AttemptsMade = 1 }, Failed(ErrorType.HttpStatus, number: 1, Planned)));

    [Fact]
    public void After_AnAttemptThatIsCountedAlready_NobodyKnowsOfTheOneAfterTheWait() =>
        Assert.Null(RecordedEnd.After(Delivery() with { NotBefore = Planned.AddMinutes(3), AttemptsMade = 1 }, Failed(ErrorType.HttpStatus, number: 1, Planned)));

    private static LogEntry Failed(ErrorType type, int number, DateTimeOffset? plannedAt) => Entry(LogStatus.Failed) with
    {
        Error = new LogError { Type = type, Phase = ErrorPhase.Outcome, Side = ErrorSide.Theirs, Message = "No", Fingerprint = "f" },
        Retry = new LogRetry
        {
            AttemptNumber = number,
            MaxAttempts = 5,
            NextRetryAt = plannedAt,
            Reason = plannedAt is null ? "ATTEMPTS_USED_UP" : "RETRY_SCHEDULED",
        },
    };

    private static LogEntry Entry(LogStatus status) => new()
    {
        RequestId = Guid.CreateVersion7(Start),
        CorrelationId = "act",
        SystemCode = "SAP",
        EndpointCode = "CREATE_PO",
        Direction = LogDirection.Outbound,
        Status = status,
        StartedAt = Start,
        Retry = LogRetry.Single,
        Actor = new LogActor(null, TriggeredBy.Api),
        InstanceId = "hub-1",
        CreatedAt = Start,
    };

    private static Delivery Delivery() => new()
    {
        Id = Guid.CreateVersion7(Start),
        SystemCode = "SAP",
        EndpointCode = "CREATE_PO",
        CorrelationId = "act",
        Payload = "{}"u8.ToArray(),
        Actor = new LogActor(null, TriggeredBy.Api),
        IdempotencyKey = "key",
        CreatedAt = Start,
        NotBefore = Start,
        State = DeliveryState.Running,
    };
}
