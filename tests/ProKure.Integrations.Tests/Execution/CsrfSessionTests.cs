using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Samples.Sap.Recording;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>SAP's anti-forgery token: fetched once, kept, renewed where it was refused, never written down.</summary>
public sealed class CsrfSessionTests : IAsyncLifetime
{
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
        await _fixture.UseAsync(Configuration("/sap/opu/odata/protected"));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Run_SeveralCalls_FetchTheTokenOnce()
    {
        var results = new[] { await RunAsync("PO-1"), await RunAsync("PO-2") };

        Assert.All(results, result => Assert.Equal((LogStatus.Success, 201), (result.Status, result.ResponseStatus)));
        Assert.Equal((1, 2L), (_fixture.Sap.Sessions.Opened, _fixture.Sap.PurchaseOrders.Counts.Created));
        Assert.Equal(["GET", "POST", "POST"], _seen.Select(request => request.Method), StringComparer.Ordinal);
        Assert.Contains("sap-usercontext=sap-client=100", _seen[1].Headers["Cookie"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FirstCall_TheFetchHasADocumentOfItsOwn()
    {
        var result = await RunAsync("PO-1");

        var fetch = DocumentsOf(result).Single(d => d.Entry.HttpMethod == "GET");
        var call = DocumentsOf(result).Single(d => d.Entry.HttpMethod == "POST");
        Assert.Equal((LogStatus.Success, "CSRF_TOKEN", (Guid?)call.Entry.RequestId), (fetch.Entry.Status, fetch.Entry.Context.Keys["purpose"], fetch.Entry.ParentRequestId));
        Assert.Equal((result.RequestId, (Guid?)null), (call.Entry.RequestId, call.Entry.ParentRequestId));
    }

    [Fact]
    public async Task Run_ManyCallsAtOnce_FetchOneToken()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => RunAsync($"PO-{i}")));

        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Equal((1, 30L), (_fixture.Sap.Sessions.Opened, _fixture.Sap.PurchaseOrders.Counts.Created));
    }

    [Fact]
    public async Task Run_SessionEnded_IsRenewedWithinTheSameAttempt()
    {
        await RunAsync("PO-1");
        _fixture.Sap.Sessions.EndAll();

        var result = await RunAsync("PO-2");

        Assert.Equal((LogStatus.Success, 201, 1), (result.Status, result.ResponseStatus, result.AttemptNumber));
        Assert.Equal((2, 2L), (_fixture.Sap.Sessions.Opened, _fixture.Sap.PurchaseOrders.Counts.Created));
        var posts = DocumentsOf(result).Where(d => d.Entry.HttpMethod == "POST").OrderBy(d => d.Entry.Status == LogStatus.Success).ToList();
        Assert.Equal(
            [(LogStatus.Failed, (int?)403, 1, (Guid?)null), (LogStatus.Success, 201, 1, posts[0].Entry.RequestId)],
            posts.Select(d => (d.Entry.Status, d.Entry.ResponseStatus, d.Entry.Retry.AttemptNumber, d.Entry.ParentRequestId)));
        Assert.Equal((ErrorType.Authentication, "CSRF_REFUSED", WireName.Of(RetryReason.SessionRenewed)), (posts[0].Entry.Error!.Type, posts[0].Entry.Error!.Code, posts[0].Entry.Retry.Reason));
        Assert.Equal((posts[1].Entry.RequestId, (Guid?)posts[0].Entry.RequestId), (result.RequestId, result.ParentRequestId));
    }

    [Fact]
    public async Task Run_RefusedAgain_EndsAfterTheSecondTime()
    {
        _fixture.OnArrival = request =>
        {
            // Every session is over before it is used.
            if (request.Method == "POST")
                _fixture.Sap.Sessions.EndAll();
            return Task.CompletedTask;
        };

        var result = await RunAsync("PO-1");

        Assert.Equal((LogStatus.Failed, ErrorType.Authentication, "CSRF_REFUSED", true), (result.Status, result.Failure!.Type, result.Failure.Code, result.Failure.CertainlyNotReceived));
        Assert.Equal((2, 0L), (_fixture.Sap.Sessions.Opened, _fixture.Sap.PurchaseOrders.Counts.Created));
    }

    [Fact]
    public async Task Run_NoTokenToBeHad_SendsNothing()
    {
        await _fixture.UseAsync(Configuration("/sap/opu/odata/materials"));

        var result = await RunAsync("PO-1");

        Assert.Equal(
            (LogStatus.Failed, ErrorType.Authentication, ErrorPhase.Resolve, "CSRF_NO_TOKEN", true),
            (result.Status, result.Failure!.Type, result.Failure.Phase, result.Failure.Code, result.Failure.CertainlyNotReceived));
        Assert.Equal("No anti-forgery token could be fetched: SAP answered HTTP 200 without the anti-forgery token that was asked for.", result.Failure.Message);
        Assert.Equal(["GET"], _seen.Select(request => request.Method), StringComparer.Ordinal);
        Assert.Equal(2, DocumentsOf(result).Count);
    }

    [Fact]
    public async Task Run_TokenAndCookies_AreNeverWrittenDown()
    {
        var result = await RunAsync("PO-1");

        var sent = _seen.Single(request => request.Method == "POST").Headers;
        var secrets = sent["Cookie"].Split("; ").Select(pair => pair.Split('=', 2)[1]).Append(sent["X-CSRF-Token"]).ToList();
        Assert.Equal(3, secrets.Count);
        var written = string.Join('\n', DocumentsOf(result).Select(Written));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, written, StringComparison.Ordinal));
        Assert.Contains("X-CSRF-Token: [REDACTED]", written, StringComparison.Ordinal);
    }

    private Task<InvocationResult> RunAsync(string reference) =>
        _fixture.Pipeline.RunAsync(PipelineFixture.Invocation("PROTECTED", PipelineFixture.Order("MAT-1001", reference)), TestContext.Current.CancellationToken);

    private HubConfiguration Configuration(string csrfPath)
    {
        var configuration = PipelineFixture.Configuration(_fixture.Sap.BaseUrl);
        var create = configuration.Endpoints.First(e => e.Row.Code == "CREATE_PO").Row;
        return configuration with
        {
            Endpoints = [PipelineFixture.Stored(create with { Code = "PROTECTED", Path = "/sap/opu/odata/protected/purchase-orders", Csrf = new CsrfConfig { Path = csrfPath } })],
        };
    }

    private List<LogDocument> DocumentsOf(InvocationResult result) =>
        [.. _fixture.Log.Documents.Where(d => d.Entry.CorrelationId == result.CorrelationId.ToString())];

    private static string Written(LogDocument document) => string.Join('\n', [
        document.Entry.ToString(),
        .. new[] { document.Request, document.Response }.OfType<CapturedPayload>().SelectMany(payload =>
            payload.Headers.Select(header => $"{header.Name}: {header.Value}").Append(Encoding.UTF8.GetString(payload.Body.Span))),
    ]);
}
