using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Execution;

public sealed class InvocationPipelineTests : IClassFixture<PipelineFixture>
{
    private readonly PipelineFixture _fixture;

    public InvocationPipelineTests(PipelineFixture fixture)
    {
        _fixture = fixture;
        fixture.OnArrival = null;
    }

    [Fact]
    public async Task RunAsync_GoodOrder_GivesTheMappedAnswerAndACompleteRecord()
    {
        var result = await RunAsync("CREATE_PO", PipelineFixture.Order("MAT-1001", "PO-GOOD"));

        Assert.Equal(LogStatus.Success, result.Status);
        Assert.Matches("""^\{"po_number":"45\d{8}"\}$""", Text(result.Response));
        var (entry, request, response) = Recorded(result);
        Assert.Equal((LogStatus.Success, true, 201), (entry.Status, entry.IsSuccess, entry.ResponseStatus));
        Assert.Equal("""{"PurchaseOrder":{"VendorCode":"V-100045","Reference":"PO-GOOD","Items":[{"Material":"MAT-1001","Qty":10,"Unit":"EA"}]}}""", Text(request!.Body));
        Assert.Equal((BodyFormat.Json, BodyFormat.Json), (request.Format, response!.Format));
        Assert.Equal(("PURCHASE_ORDER", "PO-4711", "EU"), (entry.Context.EntityType, entry.Context.EntityId, entry.Context.Organization));
        Assert.Equal(("POST", request.Body.Length), (entry.HttpMethod, (int)entry.RequestBytes));
        Assert.NotNull(entry.CompletedAt);
        Assert.NotNull(entry.Timings!.FirstByteMs);
        Assert.True(result.IsLogged);
        Assert.Equal(entry.DurationMs, (await _fixture.SummaryOfAsync(result.RequestId)).DurationMs);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("MONTH", null, 30)]
    [InlineData("MONTH", "WEEK", 7)]
    [InlineData(null, "WEEK", 7)]
    public async Task RunAsync_RetentionClass_StandsOnTheRecordWithItsExpiry(string? ofSystem, string? ofEndpoint, int? days)
    {
        var standing = _fixture.Snapshots.Current.Configuration;
        var configuration = standing with
        {
            RetentionClasses = [.. new[] { new RetentionClassConfig { Code = "MONTH", LogDays = 30 }, new RetentionClassConfig { Code = "WEEK", LogDays = 7 } }.Select(row => new Versioned<RetentionClassConfig>(row, 1, DateTimeOffset.UnixEpoch, "test"))],
            Systems = [.. standing.Systems.Select(system => system with { Row = system.Row with { RetentionClass = ofSystem } })],
            Endpoints = [.. standing.Endpoints.Select(endpoint => endpoint with { Row = endpoint.Row with { RetentionClass = ofEndpoint } })],
        };

        var result = await _fixture.RunAsync(configuration, PipelineFixture.Invocation("CREATE_PO", PipelineFixture.Order("MAT-1001")));

        var entry = Recorded(result).Entry;
        Assert.Equal((ofEndpoint ?? ofSystem, days is { } kept ? entry.CreatedAt.AddDays(kept) : null), (entry.RetentionClass, entry.ExpiresAt));
    }

    [Fact]
    public async Task RunAsync_RequestOnItsWay_CarriesCorrelationAndTraceHeaders()
    {
        IReadOnlyDictionary<string, string>? seen = null;
        _fixture.OnArrival = request =>
        {
            seen = request.Headers;
            return Task.CompletedTask;
        };
        var invocation = PipelineFixture.Invocation("WITH_KEY", PipelineFixture.Order("MAT-1001")) with
        {
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };

        var result = await _fixture.Pipeline.RunAsync(invocation, Token);

        Assert.Equal(invocation.CorrelationId.ToString(), seen!["X-Correlation-ID"]);
        Assert.Matches("^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$", seen["traceparent"]);
        Assert.Equal(result.RequestId.ToString(), seen["Idempotency-Key"]);
    }

    [Fact]
    public async Task RunAsync_FirstByteArrives_RecordIsThereAndPending()
    {
        LogEntry? atArrival = null;
        _fixture.OnArrival = request =>
        {
            atArrival = _fixture.Log.Documents.SingleOrDefault(d => d.Entry.CorrelationId == request.Headers["X-Correlation-ID"])?.Entry;
            return Task.CompletedTask;
        };

        var result = await RunAsync("CREATE_PO", PipelineFixture.Order("MAT-1001"));

        Assert.Equal((result.RequestId, LogStatus.Pending), (atArrival!.RequestId, atArrival.Status));
    }

    [Theory]
    [InlineData("MAT-BLOCKED", LogStatus.Failed, ErrorType.BusinessRule, ErrorPhase.Outcome, "Material MAT-BLOCKED is blocked for procurement")]
    [InlineData("MAT-INVALID", LogStatus.Failed, ErrorType.HttpStatus, ErrorPhase.Outcome, "SAP answered HTTP 400: ")]
    [InlineData("MAT-UNAUTHORIZED", LogStatus.Failed, ErrorType.HttpStatus, ErrorPhase.Outcome, "SAP answered HTTP 401")]
    [InlineData("MAT-FAIL", LogStatus.Failed, ErrorType.HttpStatus, ErrorPhase.Outcome, "SAP answered HTTP 500")]
    [InlineData("MAT-REDIRECT", LogStatus.Failed, ErrorType.HttpStatus, ErrorPhase.Outcome, "SAP answered HTTP 307")]
    [InlineData("MAT-NOJSON", LogStatus.Failed, ErrorType.Response, ErrorPhase.Outcome, "SAP says that it answers JSON, but does not: ")]
    [InlineData("MAT-RESET", LogStatus.Failed, ErrorType.Response, ErrorPhase.Wait, "The connection ended before an answer came: ")]
    [InlineData("MAT-HALF", LogStatus.Failed, ErrorType.Response, ErrorPhase.Receive, "The answer broke off: ")]
    public async Task RunAsync_OtherSideMisbehaves_IsTheirFailureInThatPhase(
        string material, LogStatus status, ErrorType type, ErrorPhase phase, string message)
    {
        var result = await RunAsync("CREATE_PO", PipelineFixture.Order(material));

        Assert.Equal((status, type, phase, ErrorSide.Theirs), (result.Status, result.Failure!.Type, result.Failure.Phase, result.Failure.Side));
        Assert.StartsWith(message, result.Failure.Message, StringComparison.Ordinal);
        var entry = Recorded(result).Entry;
        Assert.Equal((type, phase, result.Failure.Message), (entry.Error!.Type, entry.Error.Phase, entry.Error.Message));
        Assert.Equal(type, (await _fixture.SummaryOfAsync(result.RequestId)).ErrorType);
    }

    [Fact]
    public async Task RunAsync_Busy_HandsOnHowLongToWait()
    {
        var result = await RunAsync("CREATE_PO", PipelineFixture.Order("MAT-BUSY-7"));

        Assert.Equal((429, TimeSpan.FromSeconds(7)), (result.ResponseStatus, result.Failure!.RetryAfter));
    }

    [Fact]
    public async Task RunAsync_EmptyAnswer_IsASuccessWithNothing()
    {
        var result = await RunAsync("CREATE_PO", PipelineFixture.Order("MAT-EMPTY"));

        Assert.Equal((LogStatus.Success, 204), (result.Status, result.ResponseStatus));
    }

    [Theory]
    [InlineData("MAT-HANG", ErrorPhase.Wait)]
    [InlineData("MAT-DRIP", ErrorPhase.Receive)]
    public async Task RunAsync_TimeIsUp_IsATimeoutInThatPhase(string material, ErrorPhase phase)
    {
        var result = await RunAsync("SHORT", PipelineFixture.Order(material));

        Assert.Equal((LogStatus.Timeout, ErrorType.Timeout, phase), (result.Status, result.Failure!.Type, result.Failure.Phase));
    }

    [Fact]
    public async Task RunAsync_CallerGivesUp_IsCancelledAndRecorded()
    {
        using var caller = new CancellationTokenSource();
        _fixture.OnArrival = async _ => await caller.CancelAsync();

        var result = await _fixture.Pipeline.RunAsync(PipelineFixture.Invocation("CREATE_PO", PipelineFixture.Order("MAT-HANG")), caller.Token);

        Assert.Equal((LogStatus.Cancelled, ErrorType.Cancelled, ErrorPhase.Wait), (result.Status, result.Failure!.Type, result.Failure.Phase));
        Assert.Equal(LogStatus.Cancelled, Recorded(result).Entry.Status);
    }

    [Fact]
    public async Task RunAsync_AnswerOverTheLimit_IsRefusedAndRecordedWhole()
    {
        var result = await RunAsync("SMALL", PipelineFixture.Order("MAT-HUGE-1"));

        Assert.Equal(("RESPONSE_TOO_LARGE", ErrorPhase.Receive), (result.Failure!.Code, result.Failure.Phase));
        Assert.StartsWith("The answer is longer than the 1000 bytes that the endpoint allows", result.Failure.Message, StringComparison.Ordinal);
        Assert.InRange(Recorded(result).Entry.ResponseBytes!.Value, 1_001, long.MaxValue);
    }

    [Fact]
    public async Task RunAsync_HostDoesNotExist_IsADnsFailure()
    {
        var result = await RunAsync("NO_HOST", "{}", "NOWHERE");

        Assert.Equal((ErrorType.Dns, ErrorPhase.Dns, true), (result.Failure!.Type, result.Failure.Phase, result.Failure.CertainlyNotReceived));
    }

    [Fact]
    public async Task RunAsync_NobodyListens_IsAConnectFailure()
    {
        var result = await RunAsync("REFUSED", "{}", "CLOSED");

        Assert.Equal((ErrorType.Connect, ErrorPhase.Connect, true), (result.Failure!.Type, result.Failure.Phase, result.Failure.CertainlyNotReceived));
    }

    [Theory]
    [InlineData("NOPE", "CREATE_PO", "UNKNOWN_SYSTEM", ErrorSide.Ours)]
    [InlineData("SAP", "NOPE", "UNKNOWN_ENDPOINT", ErrorSide.Ours)]
    [InlineData("OFF", "CREATE_PO", "SYSTEM_DISABLED", ErrorSide.Configuration)]
    [InlineData("SAP", "DISABLED", "ENDPOINT_DISABLED", ErrorSide.Configuration)]
    [InlineData("SAP", "BROKEN", "UNUSABLE_CONFIGURATION", ErrorSide.Configuration)]
    public async Task RunAsync_CannotBeResolved_IsRefusedAndRecorded(string system, string endpoint, string code, ErrorSide side)
    {
        var result = await RunAsync(endpoint, "{}", system);

        Assert.Equal((ErrorType.Configuration, code, side), (result.Failure!.Type, result.Failure.Code, result.Failure.Side));
        Assert.Equal((LogStatus.Failed, code), (Recorded(result).Entry.Status, Recorded(result).Entry.Error!.Code));
    }

    [Theory]
    [InlineData("""{"items":[{"item_code":"M","quantity":1,"uom":"FURLONG"}]}""", "MISSING_CODE")]
    [InlineData("""{"items":[{"item_code":"M","quantity":1,"uom":true}]}""", "T0410")]
    [InlineData("""{"items":""", null)]
    public async Task RunAsync_MappingFails_SendsNothing(string payload, string? code)
    {
        var arrived = 0;
        _fixture.OnArrival = _ => Task.FromResult(Interlocked.Increment(ref arrived));

        var result = await RunAsync("CREATE_PO", payload);

        Assert.Equal((ErrorType.Transform, ErrorPhase.Transform, 0), (result.Failure!.Type, result.Failure.Phase, arrived));
        if (code is not null)
            Assert.Equal(code, result.Failure.Code);
        Assert.Null(Recorded(result).Request);
    }

    [Fact]
    public async Task RunAsync_PathQueryAndHeaders_AreMadeFromThePayloadAndEncoded()
    {
        var result = await RunAsync("GET_PO", """{"po_number":"45/00 x","expand":["items","a&b"],"reason":"R1"}""");

        var entry = Recorded(result).Entry;
        Assert.EndsWith("/purchase-orders/45%2F00%20x?expand=items&expand=a%26b", entry.RequestUrl, StringComparison.Ordinal);
        Assert.Contains(Recorded(result).Request!.Headers, h => h is { Name: "X-Reason-Code", Value: "R1" });
        Assert.Equal(0, entry.RequestBytes);
    }

    [Theory]
    [InlineData("""{"po_number":".."}""", "INVALID_PATH_PARAMETER")]
    [InlineData("""{"po_number":""}""", "MISSING_PATH_PARAMETER")]
    [InlineData("""{}""", "MISSING_PATH_PARAMETER")]
    [InlineData("""{"po_number":"1","reason":"a\r\nX-Injected: 1"}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":"1","reason":"a\nb"}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":"1","reason":"a\u0000b"}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":"1","reason":"a\u001bb"}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":"1","reason":"a\u007fb"}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":"1","reason":"a\u0085b"}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":"1","reason":"a\u2028b"}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":"1","reason":"a\u560d\u560ab"}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":"1","reason":"Gr\u00f6\u00dfe"}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":"1","reason":["a","b\r\n"]}""", "INVALID_HEADER")]
    [InlineData("""{"po_number":{"a":1}}""", "SCALAR_EXPECTED")]
    public async Task RunAsync_ValuesThatDoNotFitTheirPlace_AreRefused(string payload, string code)
    {
        var result = await RunAsync("GET_PO", payload);

        Assert.Equal((ErrorType.Transform, code), (result.Failure!.Type, result.Failure.Code));
    }

    [Fact]
    public async Task RunAsync_SecretsInTheAnswer_AreNotInTheRecord()
    {
        var result = await RunAsync("CREATE_PO", PipelineFixture.Order("MAT-SECRET"));

        var (entry, _, response) = Recorded(result);
        Assert.NotEmpty(entry.RedactedFields);
        Assert.Contains("[REDACTED]", Text(response!.Body), StringComparison.Ordinal);
        Assert.Contains(response.Headers, h => h.Name == "Set-Cookie" && h.Value.Contains("=[REDACTED];", StringComparison.Ordinal));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<InvocationResult> RunAsync(string endpoint, string payload, string system = "SAP") =>
        _fixture.Pipeline.RunAsync(PipelineFixture.Invocation(endpoint, payload, system), Token);

    private LogDocument Recorded(InvocationResult result) => _fixture.Log.Documents.Single(d => d.Entry.RequestId == result.RequestId);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
