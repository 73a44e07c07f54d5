using System.Text;
using System.Text.Json;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Tests.Execution.Connections;
using ProKure.TestKit.Capture;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>What each level stores of calls over real connections; which documents are durable before the first byte leaves does not depend on it.</summary>
public sealed class CaptureLevelTests
{
    private const string Payload = """{"po_number":"PO-SENT","password":"never-stored-1"}""";

    [Theory]
    [InlineData(CaptureLevel.None, "none,NotCaptured", "none,NotCaptured")]
    [InlineData(CaptureLevel.Metadata, "headers,NotCaptured", "headers,NotCaptured")]
    [InlineData(CaptureLevel.Errors, "headers,NotCaptured", "headers,NotCaptured")]
    [InlineData(CaptureLevel.Full, "headers,Json", "headers,Json")]
    public async Task Success_AtEachLevel_StoresWhatItSays(CaptureLevel level, string request, string response)
    {
        LogDocument? beforeTheSend = null;
        WireHub? hub = null;
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            beforeTheSend = hub!.Log.Documents.Single();
            await connection.WriteAsync(Answer("200 OK", """{"said":"RECEIVED","password":"never-stored-2"}"""));
        });
        await using var _ = hub = await HubAsync(server, level);

        var result = await hub.CallAsync(Payload);

        var document = hub.Document(result);
        Assert.Equal((LogStatus.Success, """{"said":"RECEIVED","password":"never-stored-2"}"""), (result.Status, Encoding.UTF8.GetString(result.Response.Span)));
        Assert.Equal((LogStatus.Pending, request), (beforeTheSend!.Entry.Status, Stored(beforeTheSend.Request)));
        Assert.Equal((request, response), (Stored(document.Request), Stored(document.Response)));
        Assert.Equal((Payload.Length, 47L, 200), (document.Entry.RequestBytes, document.Entry.ResponseBytes, document.Entry.ResponseStatus));
        Assert.Equal(level == CaptureLevel.None ? hub.Place("/orders/{po_number}") : hub.Place("/orders/PO-SENT"), document.Entry.RequestUrl);
        AssertHasNot(document, "never-stored");
        if (level != CaptureLevel.Full)
            AssertHasNot(document, "RECEIVED");
    }

    [Theory]
    [InlineData(CaptureLevel.None, "none,NotCaptured", "none,NotCaptured", "The endpoint's capture level is NONE: no message is stored.")]
    [InlineData(CaptureLevel.Metadata, "headers,NotCaptured", "headers,NotCaptured", "ERP answered HTTP 500.")]
    [InlineData(CaptureLevel.Errors, "headers,Json", "headers,Json", "ERP answered HTTP 500: {\"said\":\"REFUSED\",\"password\":\"[REDACTED]\"}")]
    [InlineData(CaptureLevel.Full, "headers,Json", "headers,Json", "ERP answered HTTP 500: {\"said\":\"REFUSED\",\"password\":\"[REDACTED]\"}")]
    public async Task Failure_AtEachLevel_StoresWhatItSays(CaptureLevel level, string request, string response, string message)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Answer("500 Internal Server Error", """{"said":"REFUSED","password":"never-stored-2"}"""));
        });
        await using var hub = await HubAsync(server, level);

        var result = await hub.CallAsync(Payload);

        var document = hub.Document(result);
        Assert.Equal((request, response, message), (Stored(document.Request), Stored(document.Response), document.Entry.Error!.Message));
        Assert.Equal((ErrorType.HttpStatus, ErrorSide.Theirs, 16), (document.Entry.Error.Type, document.Entry.Error.Side, document.Entry.Error.Fingerprint.Length));
        AssertHasNot(document, "never-stored");
        if (level < CaptureLevel.Errors)
            AssertHasNot(document, "REFUSED");

        // Who called is told, whatever is stored.
        if (level == CaptureLevel.None)
            Assert.Equal("ERP answered HTTP 500.", result.Failure!.Message);
    }

    [Fact]
    public async Task Errors_NoAnswer_StoresTheRequestAfterwards()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        });
        await using var hub = await HubAsync(server, CaptureLevel.Errors);

        var document = hub.Document(await hub.CallAsync(Payload));

        Assert.Equal("""{"po_number":"PO-SENT","password":"[REDACTED]"}""", Encoding.UTF8.GetString(document.Request!.Body.Span));
        Assert.Equal((true, null), (document.Request.IsLate, document.Response));
        Assert.Contains("password", document.Entry.RedactedFields, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(CaptureLevel.Errors, 0)]
    [InlineData(CaptureLevel.Full, 2)]
    public async Task Success_WithLongBodies_KeepsThemBesideTheLogOnlyWhereTheLevelSaysSo(CaptureLevel level, int files)
    {
        var text = new string('x', 2 << 20);
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Answer("200 OK", $$"""{"text":"{{text}}"}"""));
        });
        await using var hub = await HubAsync(server, level);

        Assert.Equal(LogStatus.Success, (await hub.CallAsync($$"""{"po_number":"PO-SENT","text":"{{text}}"}""")).Status);

        Assert.Equal(files, hub.Outbox.Length);
    }

    [Fact]
    public async Task Limits_OfTheEndpoint_CutInTheLogAndKeepNothingBesideWhereSheSaysSo()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Answer("200 OK", $$"""{"text":"{{new string('r', 5_000)}}"}"""));
        });
        await using var hub = await HubAsync(
            server, CaptureLevel.Full, endpoint => endpoint with { Capture = new CaptureConfig { MaxRequestBytes = 2_000, MaxResponseBytes = 3_000, StoreLongBodies = false } });

        var document = hub.Document(await hub.CallAsync($$"""{"po_number":"PO-SENT","text":"{{new string('q', 5_000)}}"}"""));

        Assert.Equal((true, true), (document.Request!.IsTruncated, document.Response!.IsTruncated));
        Assert.InRange(document.Request.Body.Length, 1_000, 2_000);
        Assert.InRange(document.Response.Body.Length, 2_000, 3_000);
        Assert.Equal((null, null), (document.Request.Reference, document.Response.Reference));
        Assert.Empty(hub.Outbox);
    }

    [Fact]
    public async Task Failure_WithLongBodies_KeepsThemBesideTheLogAfterwards()
    {
        var text = new string('x', 2 << 20);
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Answer("500 Internal Server Error", $$"""{"text":"{{text}}"}"""));
        });
        await using var hub = await HubAsync(server, CaptureLevel.Errors);

        var document = hub.Document(await hub.CallAsync($$"""{"po_number":"PO-SENT","text":"{{text}}"}"""));

        Assert.Equal(2, hub.Outbox.Length);
        Assert.Equal($$"""{"po_number":"PO-SENT","text":"{{text}}"}""", Encoding.UTF8.GetString(await hub.ReadAsync(document.Request!.Reference!)));
    }

    [Fact]
    public async Task Metadata_AnswerLongerThanWhatIsMapped_IsReadNoFurther()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
            while (true)
                await connection.WriteAsync(new string('z', 10_000));
        });
        await using var hub = await HubAsync(server, CaptureLevel.Metadata, endpoint => endpoint with { MaxResponseBytes = 100_000 });

        var result = await hub.CallAsync(Payload);

        Assert.Equal("The answer is longer than the 100000 bytes that the endpoint allows; nothing of it is kept.", result.Failure!.Message);
        Assert.Equal((BodyFormat.NotCaptured, 100_001L), (hub.Document(result).Response!.Format, hub.Document(result).Entry.ResponseBytes));
        Assert.Empty(hub.Outbox);
    }

    [Fact]
    public async Task Trace_OfAnEndpointThatStoresNothing_StoresPayloadMappingAndAnswerRedacted()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Answer("200 OK", "<a><b>1</b><password>never-stored-2</password></a>", "application/xml"));
        });
        await using var hub = await HubAsync(server, CaptureLevel.None, endpoint => endpoint with
        {
            RequestFormat = new RequestFormatConfig { Type = RequestBodyType.Form },
            Trace = new TraceConfig(DateTimeOffset.MaxValue, "anna", null),
        });

        var document = hub.Document(await hub.CallAsync(Payload));

        Assert.Equal("po_number=PO-SENT&password=[REDACTED]", Uri.UnescapeDataString(Encoding.UTF8.GetString(document.Request!.Body.Span)));
        Assert.Equal(
            [
                "prokure-trace: until 9999-12-31T23:59:59Z, started by anna",
                """prokure-payload: {"po_number":"PO-SENT","password":"[REDACTED]"}""",
                """prokure-mapped: {"po_number":"PO-SENT","password":"[REDACTED]"}""",
            ],
            LinesOf(document.Request), StringComparer.Ordinal);
        Assert.Equal(
            [
                "prokure-connection: HTTP/1.1, on a new connection",
                "prokure-bytes: 50 on the wire, 50 expanded",
                """prokure-decoded: {"a":{"b":"1","password":"[REDACTED]"}}""",
            ],
            LinesOf(document.Response!), StringComparer.Ordinal);
        AssertHasNot(document, "never-stored");
    }

    [Fact]
    public async Task Trace_AnswerThatIsBytes_StandsOnceAndRedacted()
    {
        const string secret = "never-stored-3";
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Answer("200 OK", $"\u00ff\0 file with password={secret} ", "application/octet-stream"));
        });
        await using var hub = await HubAsync(server, CaptureLevel.None, endpoint => endpoint with { Trace = new TraceConfig(DateTimeOffset.MaxValue, "anna", null) });

        var response = hub.Document(await hub.CallAsync(Payload)).Response!;

        Assert.Equal(["prokure-connection", "prokure-bytes"], LinesOf(response).Select(line => line.Split(':')[0]), StringComparer.Ordinal);
        Assert.Equal("\u00ff\0 file with password=[REDACTED] ", Encoding.Latin1.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(response.Body.Span))));
    }

    [Fact]
    public async Task Trace_SecretsOfAllKinds_AreNowhereInItsLines()
    {
        var secrets = Enumerable.Range(1, 3).SelectMany(seed => new SecretSamples(seed).OneOfEach()).ToList();
        var body = JsonSerializer.Serialize(new { po_number = "PO-SENT", notes = secrets.Select(secret => secret.Text), api_key = new SecretSamples(4).Password() });
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Answer("200 OK", body));
        });
        await using var hub = await HubAsync(server, CaptureLevel.Metadata, endpoint => endpoint with { Trace = new TraceConfig(DateTimeOffset.MaxValue, "anna", null) });

        var document = hub.Document(await hub.CallAsync(body));

        Assert.Contains("prokure-payload: {", LinesOf(document.Request!)[1], StringComparison.Ordinal);
        Assert.All(secrets.Select(secret => secret.Secret).Append(new SecretSamples(4).Password()), secret => AssertHasNot(document, secret));
    }

    private static List<string> LinesOf(CapturedPayload payload) =>
        [.. payload.Headers.Where(header => header.Name.StartsWith("prokure-", StringComparison.Ordinal)).Select(header => $"{header.Name}: {header.Value}")];

    private static Task<WireHub> HubAsync(RawServer server, CaptureLevel level, Func<EndpointConfig, EndpointConfig>? endpoint = null) => WireHub.StartAsync(
        $"http://127.0.0.1:{server.Port}",
        system: system => system with { Capture = new CaptureConfig { Level = level } },
        endpoint: standard =>
        {
            var with = standard with { Path = "/orders/{po_number}" };
            return endpoint?.Invoke(with) ?? with;
        });

    private static string Answer(string status, string body, string contentType = "application/json") =>
        $"HTTP/1.1 {status}\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    private static string Stored(CapturedPayload? payload) => $"{(payload!.Headers.Count == 0 ? "none" : "headers")},{payload.Format}";

    private static void AssertHasNot(LogDocument document, string text)
    {
        var (entry, request, response) = document;
        var headers = (request?.Headers ?? []).Concat(response?.Headers ?? []).Select(header => header.Value);
        var all = string.Join('\n', [entry.ToString(), .. headers, Encoding.UTF8.GetString((request?.Body ?? default).Span), Encoding.UTF8.GetString((response?.Body ?? default).Span)]);
        Assert.DoesNotContain(text, all, StringComparison.Ordinal);
    }
}
