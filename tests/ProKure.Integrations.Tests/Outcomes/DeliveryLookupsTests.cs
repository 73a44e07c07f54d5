using System.Collections.Immutable;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Tests.Execution;
using ProKure.Integrations.Tests.Logging;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Outcomes;

/// <summary>What becomes of deliveries whose outcome nobody knows: real calls against the simulated SAP, which creates an order or does not.</summary>
public sealed class DeliveryLookupsTests : IClassFixture<PipelineFixture>, IAsyncLifetime
{
    private readonly PipelineFixture _fixture;
    private readonly LineLogger<DeliveryRunner> _lines = new();
    private DeliveryRunner _runner = null!;

    public DeliveryLookupsTests(PipelineFixture fixture)
    {
        _fixture = fixture;
        _fixture.OnArrival = null;
    }

    public async ValueTask InitializeAsync() => await UseAsync(lookup => lookup);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Done_EndsTheDelivery_AndTheStoryTellsIt()
    {
        var scheduled = await RunAsync(Delivery("MAT-LOST"));
        Assert.Equal((DeliveryState.Queued, "LOOKUP_SCHEDULED", 1), (scheduled.State, scheduled.Reason, scheduled.AttemptsMade));
        Assert.Equal(("LOOKUP_SCHEDULED", scheduled.NotBefore), (Story(scheduled)[0].Retry.Reason, Story(scheduled)[0].Retry.NextRetryAt));

        var after = await RunAsync(scheduled);

        Assert.Equal((DeliveryState.Succeeded, "FOUND_DONE", 1), (after.State, after.Reason, after.AttemptsMade));
        Assert.Single(_fixture.Sap.PurchaseOrders.FindByReference(Reference(after)));
        Assert.Collection(
            Story(after),
            attempt => Assert.Equal(("LOOKUP", LogStatus.Failed, "FOUND_DONE", null), (attempt.EndpointCode, attempt.Status, attempt.Retry.Reason, attempt.Retry.NextRetryAt)),
            question =>
            {
                Assert.Equal(("FIND_PO", LogStatus.Success, "FOUND_DONE", 1), (question.EndpointCode, question.Status, question.Retry.Reason, question.Retry.AttemptNumber));
                Assert.Equal((after.FirstRequestId, after.Id, "LOOKUP"), (question.ParentRequestId, question.DeliveryId, question.Context.Keys["purpose"]));
            });
    }

    [Fact]
    public async Task NotDone_IsTriedAgain_AndCountsAsAnAttempt()
    {
        var scheduled = await RunAsync(Delivery("MAT-RESET"));

        var after = await RunAsync(scheduled);

        Assert.Equal((DeliveryState.Queued, "FOUND_NOT_DONE", 1), (after.State, after.Reason, after.AttemptsMade));
        Assert.Equal((true, false), (scheduled.Failure!.MayHaveBeenReceived, after.Failure!.MayHaveBeenReceived));
        Assert.Equal(("FOUND_NOT_DONE", after.NotBefore), (Story(after)[0].Retry.Reason, Story(after)[0].Retry.NextRetryAt));
        var last = await RunAsync(await RunAsync(after));
        Assert.Equal((DeliveryState.Dead, "ATTEMPTS_USED_UP", 2), (last.State, last.Reason, last.AttemptsMade));
        Assert.Equal(["LOOKUP", "FIND_PO", "LOOKUP", "FIND_PO"], Story(last).Select(entry => entry.EndpointCode), StringComparer.Ordinal);
        Assert.Equal([1, 1, 2, 2], Story(last).Select(entry => entry.Retry.AttemptNumber));
        Assert.Empty(_fixture.Sap.PurchaseOrders.FindByReference(Reference(last)));
    }

    [Fact]
    public async Task Unknown_IsAskedAgain_AndAfterTheLastQuestionWaitsForAPerson()
    {
        await UseAsync(lookup => lookup with { Done = "status = 299", NotDone = null, Attempts = 3 });
        var delivery = await RunAsync(Delivery("MAT-LOST"));

        for (var asked = 1; asked < 3; asked++)
        {
            delivery = await RunAsync(delivery);
            Assert.Equal((DeliveryState.Queued, "LOOKUP_SCHEDULED"), (delivery.State, delivery.Reason));
        }

        delivery = await RunAsync(delivery);
        Assert.Equal((DeliveryState.Dead, "UNKNOWN_OUTCOME", 1), (delivery.State, delivery.Reason, delivery.AttemptsMade));
        Assert.Equal(["UNKNOWN_OUTCOME", "STILL_UNKNOWN", "STILL_UNKNOWN", "STILL_UNKNOWN"], Story(delivery).Select(entry => entry.Retry.Reason), StringComparer.Ordinal);
        Assert.Single(_fixture.Sap.PurchaseOrders.FindByReference(Reference(delivery)));
    }

    [Fact]
    public async Task RuleThatFails_IsPutDownInTheQuestionsDocument()
    {
        await UseAsync(lookup => lookup with { Done = "$number('x') = 1", Attempts = 1 });

        var after = await RunAsync(await RunAsync(Delivery("MAT-LOST")));

        Assert.Equal((DeliveryState.Dead, "UNKNOWN_OUTCOME"), (after.State, after.Reason));
        Assert.StartsWith("The look-up rule failed: ", Story(after)[1].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RuleThatFailsOverAValue_IsToldInTheHubsLogWithoutIt()
    {
        await UseAsync(lookup => lookup with { Done = "$number('value-of-the-answer') = 1", Attempts = 1 });

        await RunAsync(await RunAsync(Delivery("MAT-LOST")));

        var line = Assert.Single(_lines.Lines, line => line.Id == 911).Text;
        Assert.EndsWith("found: Unknown The look-up rule failed: D3030.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuestionThatCannotBeMade_IsRecordedAllTheSame_AndSendsNothing()
    {
        await UseAsync(lookup => lookup with { Input = "payload.nothing", Attempts = 1 });

        var after = await RunAsync(await RunAsync(Delivery("MAT-LOST")));

        Assert.Equal((DeliveryState.Dead, "UNKNOWN_OUTCOME"), (after.State, after.Reason));
        Assert.Equal(("EMPTY_INPUT", null), (Story(after)[1].Error!.Code, Story(after)[1].RequestUrl));
    }

    [Fact]
    public async Task ProcessLost_WithTheAttemptOnRecord_IsAskedAbout()
    {
        var delivery = Delivery("MAT-LOST");
        await RunAsync(delivery);
        await LoseAsync(delivery, TimeSpan.FromMinutes(1));

        var after = await RunAsync(delivery, wasInterrupted: true);

        Assert.Equal((DeliveryState.Succeeded, "FOUND_DONE", 1), (after.State, after.Reason, after.AttemptsMade));
        Assert.Equal((LogStatus.Unknown, "FOUND_DONE"), (Story(after)[0].Status, Story(after)[0].Retry.Reason));
        Assert.Single(_fixture.Sap.PurchaseOrders.FindByReference(Reference(after)));
    }

    [Fact]
    public async Task ProcessLost_BeforeTheOtherSideMayHaveEnded_WaitsTheDelayFirst()
    {
        await UseAsync(lookup => lookup with { Delay = TimeSpan.FromMinutes(30) });
        var delivery = Delivery("MAT-LOST");
        await RunAsync(delivery);
        await LoseAsync(delivery, TimeSpan.FromMinutes(1));

        var after = await RunAsync(delivery, wasInterrupted: true);

        Assert.Equal((DeliveryState.Queued, "LOOKUP_SCHEDULED", 1), (after.State, after.Reason, after.AttemptsMade));
        Assert.Equal(Story(after)[0].StartedAt + TimeSpan.FromMinutes(30), after.NotBefore);
        Assert.Equal(Story(after)[0].RequestId, after.FirstRequestId);
    }

    [Fact]
    public async Task ProcessLost_WithNothingOnRecord_IsAskedAboutLater_AndNotCounted()
    {
        await UseAsync(lookup => lookup with { Delay = TimeSpan.FromMinutes(1) });
        var after = await RunAsync(Delivery("MAT-1001"), wasInterrupted: true);

        Assert.Equal((DeliveryState.Queued, "LOOKUP_SCHEDULED", 0), (after.State, after.Reason, after.AttemptsMade));
        var asked = await RunAsync(after);
        Assert.Equal((DeliveryState.Queued, "FOUND_NOT_DONE"), (asked.State, asked.Reason));
        var sent = await RunAsync(asked);
        Assert.Equal((DeliveryState.Succeeded, 1), (sent.State, sent.AttemptsMade));
    }

    [Fact]
    public async Task ProcessLost_DuringARetryThatLeftNoRecord_IsAskedAboutAgain()
    {
        var retry = await RunAsync(await RunAsync(Delivery("MAT-RESET")));
        Assert.Equal("FOUND_NOT_DONE", retry.Reason);
        await UseAsync(lookup => lookup with { Delay = TimeSpan.FromMinutes(1) });

        var after = await RunAsync(retry, wasInterrupted: true);

        Assert.Equal((DeliveryState.Queued, "LOOKUP_SCHEDULED", 1), (after.State, after.Reason, after.AttemptsMade));
    }

    [Fact]
    public async Task ProcessLost_AfterTheAttemptWasRecorded_GoesOnFromTheRecord()
    {
        var delivery = Delivery("MAT-LOST");
        var released = await RunAsync(delivery);

        Assert.Equal(released, await RunAsync(delivery, wasInterrupted: true));
    }

    [Fact]
    public async Task ProcessLost_AgainAndAgain_IsBlockedOnlyWhereTheWorkWasNotDone()
    {
        var (done, notDone) = (Delivery("MAT-LOST"), Delivery("MAT-RESET"));
        foreach (var delivery in new[] { done, notDone })
        {
            await RunAsync(delivery);
            await LoseAsync(delivery, TimeSpan.FromMinutes(1));
        }

        Assert.Equal((DeliveryState.Succeeded, "FOUND_DONE"), StateOf(await RunAsync(done with { Interruptions = 2 }, wasInterrupted: true)));
        Assert.Equal((DeliveryState.Dead, "POISON"), StateOf(await RunAsync(notDone with { Interruptions = 2 }, wasInterrupted: true)));
    }

    [Fact]
    public async Task FollowUp_OfACallWhoseCallerWasTold_IsNeverMadeAgain()
    {
        var scheduled = await RunAsync(Delivery("MAT-RESET"));

        var after = await RunAsync(scheduled with { Reason = "FOLLOW_UP_SCHEDULED" });

        Assert.Equal((DeliveryState.Dead, "FOUND_NOT_DONE"), (after.State, after.Reason));
    }

    [Fact]
    public async Task Refusal_ThatLeavesNothingOpen_AsksNobody()
    {
        Assert.Equal((DeliveryState.Dead, "NOT_TRANSIENT"), StateOf(await RunAsync(Delivery("MAT-BLOCKED"))));
        Assert.Equal((DeliveryState.Queued, "HTTP_STATUS"), StateOf(await RunAsync(Delivery("MAT-BUSY-90"))));
    }

    private static (DeliveryState, string?) StateOf(Delivery delivery) => (delivery.State, delivery.Reason);

    private async Task UseAsync(Func<LookupConfig, LookupConfig> change)
    {
        var configuration = PipelineFixture.Configuration(_fixture.Sap.BaseUrl);
        var create = configuration.Endpoints.Single(endpoint => endpoint.Row.Code == "RETRIED").Row;
        await _fixture.UseAsync(configuration with
        {
            Endpoints =
            [
                .. configuration.Endpoints,
                PipelineFixture.Stored(create with
                {
                    Code = "LOOKUP",
                    Lookup = change(new LookupConfig
                    {
                        Endpoint = "FIND_PO",
                        Input = "{ 'reference': payload.po_number }",
                        Done = "status = 200 and $count(body.d.results) > 0",
                        NotDone = "status = 200 and $count(body.d.results) = 0",
                        Delay = TimeSpan.Zero,
                    }),
                }),
                PipelineFixture.Stored(new EndpointConfig
                {
                    SystemCode = "SAP",
                    Code = "FIND_PO",
                    Method = "GET",
                    Path = "/sap/opu/odata/purchase-orders",
                    Query = ImmutableSortedDictionary<string, string>.Empty.Add("reference", "reference"),
                }),
            ],
        });
        _runner = new DeliveryRunner(_fixture.Pipeline, _fixture.Snapshots, _fixture.Log, new DeliveryVault(TestKeys.Of()), TimeProvider.System, _lines);
    }

    /// <summary>Makes the attempt's record what a dead process leaves behind, once it is found.</summary>
    private async Task LoseAsync(Delivery delivery, TimeSpan ago)
    {
        var document = _fixture.Log.Documents.Single(document => document.Entry.DeliveryId == delivery.Id);
        var open = document.Entry with { StartedAt = document.Entry.StartedAt - ago, Status = LogStatus.Pending, Error = null, Retry = LogRetry.Single };
        await _fixture.Log.WriteAsync(
            [new LogWrite(LogWriteKind.Complete, document with { Entry = LostAttempt.Of(open, open.StartedAt) })], TestContext.Current.CancellationToken);
    }

    private List<LogEntry> Story(Delivery delivery) =>
        [.. _fixture.Log.Documents.Select(document => document.Entry).Where(entry => entry.CorrelationId == delivery.CorrelationId).OrderBy(entry => entry.RequestId)];

    private Task<Delivery> RunAsync(Delivery delivery, bool wasInterrupted = false) => _runner.RunAsync(
        new DeliveryLease(delivery, "test", 1, DateTimeOffset.MaxValue, wasInterrupted), TestContext.Current.CancellationToken);

    private static string Reference(Delivery delivery) => $"PO-{delivery.Id}";

    private static Delivery Delivery(string material)
    {
        var now = TimeProvider.System.GetUtcMilliseconds();
        var id = Guid.CreateVersion7(now);
        return new Delivery
        {
            Id = id,
            SystemCode = "SAP",
            EndpointCode = "LOOKUP",
            CorrelationId = CorrelationId.New(TimeProvider.System).ToString(),
            Payload = Encoding.UTF8.GetBytes(PipelineFixture.Order(material, $"PO-{id}")),
            Actor = new LogActor("anna", TriggeredBy.User),
            IdempotencyKey = id.ToString(),
            CreatedAt = now,
            NotBefore = now,
        };
    }
}
