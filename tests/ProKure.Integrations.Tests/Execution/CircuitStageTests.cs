using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Authentication;
using static ProKure.Integrations.Tests.Execution.PipelineFixture;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>Circuits on the way of real calls.</summary>
public sealed class CircuitStageTests(PipelineFixture fixture) : IClassFixture<PipelineFixture>
{
    private static readonly CircuitBreakerConfig Quick = new() { MinimumCalls = 3, OpenFor = TimeSpan.FromHours(1) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_WhileTheCircuitIsOpen_IsRefusedBeforeAnythingIsSent()
    {
        await OpenAsync(Quick);
        var sent = fixture.Sap.Requests.Counts.Total;

        var refused = await RunAsync("CREATE_PO", "MAT-1001");

        Assert.Equal(
            (ErrorType.CircuitOpen, ErrorPhase.Resolve, ErrorSide.Theirs, "CIRCUIT_OPEN", "The circuit of SAP/CREATE_PO is open: 3 of 3 exchanges failed within 30s."),
            (refused.Failure!.Type, refused.Failure.Phase, refused.Failure.Side, refused.Failure.Code, refused.Failure.Message));
        Assert.InRange(refused.Failure.RetryAfter!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.Equal(sent, fixture.Sap.Requests.Counts.Total);
        Assert.Null((await RunAsync("WITH_KEY", "MAT-1001")).Failure);
    }

    [Fact]
    public async Task RunAsync_OfADelivery_WaitsWithoutAnAttemptOrARecord()
    {
        await OpenAsync(Quick);
        var documents = fixture.Log.Documents.Count;
        var runner = new DeliveryRunner(fixture.Pipeline, fixture.Snapshots, fixture.Log, new DeliveryVault(TestKeys.Of()), TimeProvider.System, NullLogger.Instance);
        var delivery = Delivery("CREATE_PO");

        var after = await runner.RunAsync(new DeliveryLease(delivery, "test", 1, DateTimeOffset.MaxValue, false), Cancel);

        Assert.Equal((DeliveryState.Queued, "CIRCUIT_OPEN", 0, (Guid?)null), (after.State, after.Reason, after.AttemptsMade, after.FirstRequestId));
        Assert.InRange(after.NotBefore - delivery.NotBefore, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        Assert.Equal(documents, fixture.Log.Documents.Count);
    }

    [Fact]
    public async Task RunAsync_WhenTheRestIsOver_LetsOneCallTry_AndAllWhenItWentWell()
    {
        await OpenAsync(Quick with { OpenFor = TimeSpan.Zero });
        using var answer = new SemaphoreSlim(0);
        var arrived = 0;
        fixture.OnArrival = _ =>
        {
            Interlocked.Increment(ref arrived);
            return answer.WaitAsync(Cancel);
        };

        var first = RunAsync("CREATE_PO", "MAT-1001");
        while (Volatile.Read(ref arrived) == 0)
            await Task.Delay(1, Cancel);
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RunAsync("CREATE_PO", "MAT-1001")));
        Assert.All(others, result => Assert.Equal(ErrorType.CircuitOpen, result.Failure!.Type));
        answer.Release(100);
        Assert.Null((await first).Failure);

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RunAsync("CREATE_PO", "MAT-1001"))), result => Assert.Null(result.Failure));
        Assert.Equal(11, arrived);
    }

    [Fact]
    public async Task RunAsync_OfTheCallThatTries_GivenUp_LetsTheNextTry()
    {
        await OpenAsync(Quick with { OpenFor = TimeSpan.Zero });
        using var gone = new CancellationTokenSource();
        fixture.OnArrival = _ => gone.CancelAsync();
        Assert.Equal(ErrorType.Cancelled, (await fixture.Pipeline.RunAsync(Invocation("CREATE_PO", Order("MAT-HANG")), gone.Token)).Failure!.Type);
        fixture.OnArrival = null;

        Assert.Null((await RunAsync("CREATE_PO", "MAT-1001")).Failure);
    }

    [Fact]
    public async Task RunAsync_OfTheCallThatTries_Failed_OpensItAnew()
    {
        await OpenAsync(Quick with { OpenFor = TimeSpan.Zero });

        Assert.Equal(ErrorType.HttpStatus, (await RunAsync("CREATE_PO", "MAT-FAIL")).Failure!.Type);

        Assert.Equal("The call that tried it failed: HTTP 500.", fixture.Circuit("CREATE_PO").Reason);
    }

    [Theory]
    [InlineData("MAT-BLOCKED")]
    [InlineData("MAT-INVALID")]
    [InlineData("MAT-BUSY")]
    [InlineData("MAT-NOJSON")]
    public async Task RunAsync_OfASystemThatSaysNo_LeavesTheCircuitClosed(string material)
    {
        await UseAsync(Quick);

        for (var i = 0; i < 6; i++)
            Assert.NotEqual(ErrorType.CircuitOpen, (await RunAsync("CREATE_PO", material)).Failure!.Type);
    }

    [Theory]
    [InlineData("MAT-FAIL")]
    [InlineData("MAT-BUSY-DATE")]
    [InlineData("MAT-RESET")]
    [InlineData("MAT-HALF")]
    public async Task RunAsync_OfASystemThatFails_OpensTheCircuit(string material)
    {
        await UseAsync(Quick);

        for (var i = 0; i < 3; i++)
            Assert.NotEqual(ErrorType.CircuitOpen, (await RunAsync("CREATE_PO", material)).Failure!.Type);
        Assert.Equal(ErrorType.CircuitOpen, (await RunAsync("CREATE_PO", material)).Failure!.Type);
    }

    [Fact]
    public async Task RunAsync_WithTheBreakerOff_TriesEveryTime()
    {
        await UseAsync(Quick with { Enabled = false });

        for (var i = 0; i < 10; i++)
            Assert.Equal(ErrorType.HttpStatus, (await RunAsync("CREATE_PO", "MAT-FAIL")).Failure!.Type);
    }

    private async Task OpenAsync(CircuitBreakerConfig breaker)
    {
        await UseAsync(breaker);
        for (var i = 0; i < 3; i++)
            await RunAsync("CREATE_PO", "MAT-FAIL");
        Assert.NotEqual(CircuitState.Closed, fixture.Circuit("CREATE_PO").State);
    }

    private Task UseAsync(CircuitBreakerConfig breaker)
    {
        fixture.OnArrival = null;
        return fixture.UseAsync(LimitStageTests.With(
            PipelineFixture.Configuration(fixture.Sap.BaseUrl), [], system => system, endpoint => endpoint with { CircuitBreaker = breaker }));
    }

    private Task<InvocationResult> RunAsync(string endpoint, string material) =>
        fixture.Pipeline.RunAsync(Invocation(endpoint, Order(material, $"PO-{Guid.CreateVersion7()}")), Cancel);

    private static Delivery Delivery(string endpoint)
    {
        var now = TimeProvider.System.GetUtcMilliseconds();
        return new Delivery
        {
            Id = Guid.CreateVersion7(now),
            SystemCode = "SAP",
            EndpointCode = endpoint,
            CorrelationId = CorrelationId.New(TimeProvider.System).ToString(),
            Payload = System.Text.Encoding.UTF8.GetBytes(Order("MAT-1001")),
            Actor = new LogActor("anna", TriggeredBy.User),
            IdempotencyKey = $"key-{Guid.CreateVersion7(now)}",
            CreatedAt = now,
            NotBefore = now,
        };
    }
}
