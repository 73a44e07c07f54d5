using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Tests.Execution;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Originals;

public sealed class AttemptOriginalsTests : IClassFixture<PipelineFixture>
{
    private readonly PipelineFixture _fixture;
    private readonly DeliveryRunner _runner;

    public AttemptOriginalsTests(PipelineFixture fixture)
    {
        _fixture = fixture;
        _fixture.OnArrival = null;
        _runner = new DeliveryRunner(fixture.Pipeline, fixture.Snapshots, fixture.Log, new DeliveryVault(TestKeys.Of()), TimeProvider.System, NullLogger.Instance);
    }

    [Fact]
    public async Task Delivery_ThatFailsAndIsPlannedAgain_IsKeptAsItWasBefore_AndStandsAfterwardsWhereItStood()
    {
        var delivery = Delivery("RETRIED", "MAT-BUSY-90") with { ConfigRevision = 3, Priority = 2 };

        var after = await RunAsync(delivery);

        var document = Document(after);
        Assert.True(document.Entry.HasOriginal);
        var kept = PipelineFixture.Originals.Open(document.Entry.RequestId, document.Original!.Value);
        Assert.Equal((delivery.Id, 0, delivery.IdempotencyKey), (kept.Id, kept.AttemptsMade, kept.IdempotencyKey));
        Assert.Equal(delivery.Payload.ToArray(), kept.Payload.ToArray());
        var again = RecordedEnd.After(kept, document.Entry)!;
        Assert.Equal(
            (after.State, after.NotBefore, after.AttemptsMade, after.FirstRequestId, after.FirstAttemptAt, after.Reason, after.ConfigRevision, after.Priority),
            (again.State, again.NotBefore, again.AttemptsMade, again.FirstRequestId, again.FirstAttemptAt, again.Reason, again.ConfigRevision, again.Priority));
    }

    [Theory]
    [InlineData("MAT-1001")]
    [InlineData("MAT-INVALID")]
    public async Task Delivery_ThatEnds_IsNotKept(string material)
    {
        var document = Document(await RunAsync(Delivery("RETRIED", material)));

        Assert.Equal((false, null), (document.Entry.HasOriginal, document.Original));
    }

    [Fact]
    public async Task SynchronousCall_WithoutALookup_IsNeverKept()
    {
        LogDocument? underWay = null;
        _fixture.OnArrival = _ => Task.FromResult(underWay = Assert.Single(_fixture.Log.Documents, document => document.Entry.Status == LogStatus.Pending));

        var result = await _fixture.Pipeline.RunAsync(PipelineFixture.Invocation("WITH_KEY", PipelineFixture.Order("MAT-FAIL")), TestContext.Current.CancellationToken);

        Assert.Null(underWay!.Original);
        Assert.Null(Document(result.RequestId).Original);
    }

    [Theory]
    [InlineData("MAT-1001", false)]
    [InlineData("MAT-INVALID", false)]
    [InlineData("MAT-LOST", true)]
    public async Task SynchronousCall_WithALookup_IsKeptUntilItIsKnownWhetherItWasDone(string material, bool isStillKept)
    {
        LogDocument? underWay = null;
        _fixture.OnArrival = _ => Task.FromResult(underWay = Assert.Single(_fixture.Log.Documents, document => document.Entry.Status == LogStatus.Pending));
        var invocation = PipelineFixture.Invocation("LOOKED_UP", PipelineFixture.Order(material, $"PO-{material}"));

        var result = await _fixture.RunAsync(WithLookup(), invocation);

        var kept = PipelineFixture.Originals.Open(result.RequestId, underWay!.Original!.Value);
        Assert.Equal((FollowUp.IdFor(result.RequestId), "FOLLOW_UP_SCHEDULED", 1, result.RequestId), (kept.Id, kept.Reason, kept.AttemptsMade, kept.FirstRequestId));
        Assert.Equal(invocation.Payload.ToArray(), kept.Payload.ToArray());
        var document = Document(result.RequestId);
        Assert.Equal((isStillKept, isStillKept ? underWay.Original!.Value.Length : 0), (document.Entry.HasOriginal, document.Original!.Value.Length));
    }

    [Fact]
    public void FollowUpId_FollowsFromTheAttempts_AndIsAnotherOfTheSameTime()
    {
        var attempts = Enumerable.Range(0, 1_000).Select(_ => Guid.CreateVersion7()).ToList();

        var ids = attempts.ConvertAll(FollowUp.IdFor);

        Assert.Equal(ids, attempts.ConvertAll(FollowUp.IdFor));
        Assert.Equal(2_000, ids.Concat(attempts).Distinct().Count());
        Assert.All(attempts.Zip(ids), pair => Assert.Equal((7, pair.First.Variant, pair.First.ToString()[..13]), (pair.Second.Version, pair.Second.Variant, pair.Second.ToString()[..13])));
    }

    private HubConfiguration WithLookup()
    {
        var configuration = PipelineFixture.Configuration(_fixture.Sap.BaseUrl);
        var create = configuration.Endpoints.First(endpoint => endpoint.Row.Code == "CREATE_PO").Row;
        return configuration with
        {
            Endpoints =
            [
                PipelineFixture.Stored(create with
                {
                    Code = "LOOKED_UP",
                    Idempotency = Idempotency.NotIdempotent,
                    Lookup = new LookupConfig { Endpoint = "FIND", Done = "status = 200" },
                }),
                PipelineFixture.Stored(new EndpointConfig { SystemCode = "SAP", Code = "FIND", Method = "GET", Path = "/sap/opu/odata/purchase-orders" }),
            ],
        };
    }

    private static Delivery Delivery(string endpoint, string material)
    {
        var invocation = PipelineFixture.Invocation(endpoint, PipelineFixture.Order(material));
        var now = TimeProvider.System.GetUtcMilliseconds();
        return new Delivery
        {
            Id = Guid.CreateVersion7(now),
            SystemCode = invocation.SystemCode,
            EndpointCode = endpoint,
            CorrelationId = invocation.CorrelationId.ToString(),
            Payload = invocation.Payload,
            Context = invocation.Context,
            Actor = invocation.Actor,
            IdempotencyKey = $"key-{now.Ticks}",
            CreatedAt = now,
            NotBefore = now,
            State = DeliveryState.Running,
        };
    }

    private Task<Delivery> RunAsync(Delivery delivery) =>
        _runner.RunAsync(new DeliveryLease(delivery, "test", 1, delivery.NotBefore.AddMinutes(1), WasInterrupted: false), TestContext.Current.CancellationToken);

    private LogDocument Document(Delivery after) => Document(after.FirstRequestId!.Value);

    private LogDocument Document(Guid requestId) => _fixture.Log.Documents.Single(document => document.Entry.RequestId == requestId);
}
