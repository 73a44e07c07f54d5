using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Samples.Sap.Recording;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>The hub's own key for the other side: the same on every exchange of a call, whatever makes it a further one, under the name that the endpoint says.</summary>
public sealed class KeyOnEveryExchangeTests : IAsyncLifetime
{
    private const string Header = "X-Message-Id";

    private readonly PipelineFixture _fixture = new();
    private readonly List<RecordedRequest> _seen = [];

    public async ValueTask InitializeAsync()
    {
        await _fixture.InitializeAsync();
        _fixture.OnArrival = request =>
        {
            lock (_seen)
                _seen.Add(request);
            return Task.CompletedTask;
        };
        var configuration = PipelineFixture.Configuration(_fixture.Sap.BaseUrl);
        var create = configuration.Endpoints.Single(endpoint => endpoint.Row.Code == "RETRIED_WITH_KEY").Row with { IdempotencyHeader = Header };
        await _fixture.UseAsync(configuration with
        {
            Endpoints =
            [
                .. configuration.Endpoints,
                PipelineFixture.Stored(create with { Code = "KEYED" }),
                PipelineFixture.Stored(create with
                {
                    Code = "PROTECTED", Path = "/sap/opu/odata/protected/purchase-orders", Csrf = new CsrfConfig { Path = "/sap/opu/odata/protected" },
                }),
                PipelineFixture.Stored(create with
                {
                    Code = "LIST", Method = "GET", Path = "/sap/opu/odata/materials", RequestTransform = null, ResponseTransform = null, SuccessRule = null,
                    Pagination = new PaginationConfig { Style = PaginationStyle.Link, Items = "d.results", Next = "d.__next" },
                }),
            ],
        });
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Pages_AllCarryIt()
    {
        var result = await _fixture.Pipeline.RunAsync(PipelineFixture.Invocation("LIST", "{}"), TestContext.Current.CancellationToken);

        Assert.Equal(LogStatus.Success, result.Status);
        Assert.InRange(_seen.Count, 2, 10);
        Assert.All(_seen, request => Assert.Equal(result.ParentRequestId.ToString(), request.Headers[Header]));
    }

    [Fact]
    public async Task RenewedSession_CarriesIt_AndTheFetchOfTheTokenDoesNot()
    {
        var order = PipelineFixture.Invocation("PROTECTED", PipelineFixture.Order("MAT-1001"));
        await _fixture.Pipeline.RunAsync(order, TestContext.Current.CancellationToken);
        _fixture.Sap.Sessions.EndAll();
        _seen.Clear();

        var result = await _fixture.Pipeline.RunAsync(order, TestContext.Current.CancellationToken);

        Assert.Equal(LogStatus.Success, result.Status);
        var posts = _seen.Where(request => request.Method == "POST").ToList();
        Assert.Equal(2, posts.Count);
        Assert.All(posts, request => Assert.Equal(result.ParentRequestId.ToString(), request.Headers[Header]));
        Assert.All(_seen.Where(request => request.Method == "GET"), request => Assert.False(request.Headers.ContainsKey(Header)));
    }

    [Fact]
    public async Task Delivery_EveryAttemptCarriesIt_AlsoAfterACrash()
    {
        var now = TimeProvider.System.GetUtcMilliseconds();
        var delivery = new Delivery
        {
            Id = Guid.CreateVersion7(now),
            SystemCode = "SAP",
            EndpointCode = "KEYED",
            CorrelationId = CorrelationId.New(TimeProvider.System).ToString(),
            Payload = Encoding.UTF8.GetBytes(PipelineFixture.Order("MAT-BUSY")),
            Actor = new LogActor("anna", TriggeredBy.User),
            IdempotencyKey = "key-of-the-delivery",
            CreatedAt = now,
            NotBefore = now,
        };
        var runner = new DeliveryRunner(_fixture.Pipeline, _fixture.Snapshots, _fixture.Log, new DeliveryVault(TestKeys.Of()), TimeProvider.System, NullLogger.Instance);

        var again = await runner.RunAsync(new DeliveryLease(delivery, "test", 1, DateTimeOffset.MaxValue, WasInterrupted: true), TestContext.Current.CancellationToken);
        await runner.RunAsync(new DeliveryLease(again, "test", 2, DateTimeOffset.MaxValue, WasInterrupted: false), TestContext.Current.CancellationToken);

        Assert.Equal(["key-of-the-delivery", "key-of-the-delivery"], _seen.Select(request => request.Headers[Header]), StringComparer.Ordinal);
    }
}
