using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Samples.Sap;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class InvokeApiTests(SapHubFixture sap)
{
    private const string Path = "/api/v1/systems/SAP/endpoints/CREATE_PO/invoke";

    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Invoke_GoodOrder_AnswersMappedAndIsLoggedWhole()
    {
        var answer = await Admin.PostAsync(Path, new JsonObject
        {
            ["payload"] = SapHub.Order(reference: "PO-GOOD"),
            ["context"] = new JsonObject
            {
                ["entity_type"] = "PURCHASE_ORDER",
                ["entity_id"] = "PO-GOOD",
                ["operation_type"] = "CREATE",
                ["organization"] = "PROCUREMENT_EU",
                ["keys"] = new JsonObject { ["plant"] = "1000" },
            },
            ["actor"] = new JsonObject { ["user_id"] = "m.huber", ["triggered_by"] = "USER" },
            ["correlation_id"] = "good-1",
        });

        var result = answer.AssertStatus(200);
        Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal(("SUCCESS", 201, 1, "good-1"), ((string?)result["status"], (int?)result["response_status"], (int?)result["attempt_number"], (string?)result["correlation_id"]));
        Assert.StartsWith("45", (string)result["response"]!["po_number"]!, StringComparison.Ordinal);
        Assert.Empty(result["warnings"]!.AsArray());
        var id = (string)result["request_id"]!;
        Assert.Equal((id, "good-1"), (answer.Header("X-Request-ID"), answer.Header("X-Correlation-ID")));

        var log = await LogAsync(result);
        Assert.Equal(("SUCCESS", true, "POST", 201), ((string?)log["status"], (bool?)log["is_success"], (string?)log["http_method"], (int?)log["response_status"]));
        Assert.Equal("V-100045", (string?)log["request_body"]!["PurchaseOrder"]!["VendorCode"]);
        Assert.Equal("JSON", (string?)log["response_body_format"]);
        Assert.Equal(("PO-GOOD", "1000"), ((string?)log["context"]!["entity_id"], (string?)log["context"]!["keys"]!["plant"]));
        Assert.Equal(("m.huber", "USER"), ((string?)log["actor"]!["user_id"], (string?)log["actor"]!["triggered_by"]));
        Assert.Equal((double?)result["duration_ms"], (double?)log["duration_ms"]);
    }

    [Fact]
    public async Task Invoke_NumbersOfAnyLength_ArriveDigitForDigit()
    {
        await sap.Hub.CreateSystemAsync("ROOT", sap.Sap.BaseUrl.AbsoluteUri);
        await sap.Hub.CreateEndpointAsync("ECHO", "/echo", system: "ROOT");

        var answer = await Admin.PostTextAsync(
            "/api/v1/systems/ROOT/endpoints/ECHO/invoke", """{ "payload": { "amount": 12345678901234567890.123456789012345678900, "e": 1E400 } }""");

        answer.AssertStatus(200);
        Assert.Contains("12345678901234567890.123456789012345678900", answer.Text, StringComparison.Ordinal);
        Assert.Contains("1E400", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_WithoutActor_NamesTheKey()
    {
        var result = (await Admin.InvokeAsync("CREATE_PO", SapHub.Order())).AssertStatus(200);

        var log = await LogAsync(result);
        Assert.Equal(("First admin key", "API"), ((string?)log["actor"]!["user_id"], (string?)log["actor"]!["triggered_by"]));
    }

    [Fact]
    public async Task Invoke_CorrelationIdInHeader_IsTaken_AndOneInTheBodyComesFirst()
    {
        var body = new JsonObject { ["payload"] = SapHub.Order() };
        var ofHeader = await Admin.PostAsync(Path, body, ("X-Correlation-ID", "from-header"));
        body["correlation_id"] = "from-body";
        var ofBody = await Admin.PostAsync(Path, body, ("X-Correlation-ID", "from-header"));

        Assert.Equal(("from-header", "from-body"), (ofHeader.Header("X-Correlation-ID"), ofBody.Header("X-Correlation-ID")));
    }

    [Fact]
    public async Task Invoke_CorrelationIdOfTheWrongForm_IsIgnoredAndNoted()
    {
        var result = (await Admin.InvokeAsync("CREATE_PO", SapHub.Order(), correlationId: "no spaces, please")).AssertStatus(200);

        Assert.True(Guid.TryParse((string?)result["correlation_id"], out _));
        Assert.Equal("CORRELATION_ID_IGNORED", (string?)Assert.Single(result["warnings"]!.AsArray())!["code"]);
    }

    [Fact]
    public async Task Invoke_TraceParent_IsContinuedInTheCall()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        var answer = await Admin.PostAsync(Path, new JsonObject { ["payload"] = SapHub.Order(reference: "PO-TRACED") }, ("traceparent", $"00-{Trace}-b7ad6b7169203331-01"));

        answer.AssertStatus(200);
        var log = await LogAsync(answer.Json);
        var sent = log["request_headers"]!.AsArray().Single(header => (string?)header!["name"] == "traceparent");
        Assert.StartsWith($"00-{Trace}-", (string)sent!["value"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("b7ad6b7169203331", (string)sent["value"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAT-BLOCKED", 422, "business-rule", "BUSINESS_RULE", "THEIRS", 200)]
    [InlineData("MAT-INVALID", 502, "http-status", "HTTP_STATUS", "THEIRS", 400)]
    [InlineData("MAT-UNAUTHORIZED", 502, "http-status", "HTTP_STATUS", "THEIRS", 401)]
    [InlineData("MAT-BUSY", 502, "http-status", "HTTP_STATUS", "THEIRS", 429)]
    [InlineData("MAT-FAIL", 502, "http-status", "HTTP_STATUS", "THEIRS", 500)]
    [InlineData("MAT-REDIRECT", 502, "http-status", "HTTP_STATUS", "THEIRS", 307)]
    [InlineData("MAT-NOJSON", 502, "unusable-answer", "RESPONSE", "THEIRS", 200)]
    [InlineData("MAT-HUGE", 502, "unusable-answer", "RESPONSE", "THEIRS", 201)]
    [InlineData("MAT-RESET", 502, null, null, "THEIRS", null)]
    public async Task Invoke_SapFails_IsAProblemOfItsOwnAndLogged(string material, int status, string? slug, string? type, string side, int? responseStatus)
    {
        var answer = await Admin.InvokeAsync("CREATE_PO", SapHub.Order(material));

        // A reset may hit while sending or while waiting: both are right.
        slug ??= (string)answer.Json["error"]!["type"]! == "SEND" ? "send-failed" : "unusable-answer";
        type ??= slug == "send-failed" ? "SEND" : "RESPONSE";
        var problem = answer.AssertProblem(status, slug);
        Assert.Equal((type, side), ((string?)problem["error"]!["type"], (string?)problem["error"]!["side"]));
        Assert.Equal(("FAILED", responseStatus), ((string?)problem["outcome"], (int?)problem["response_status"]));
        Assert.Equal($"/api/v1/logs/{(string?)problem["request_id"]}", (string?)problem["instance"]);
        Assert.Equal((string?)problem["error"]!["message"], (string?)problem["detail"]);
        await AssertLoggedAsync(problem, "FAILED", type);
    }

    [Theory]
    [InlineData("MAT-BUSY-7", 429, "7")]
    [InlineData("MAT-FAIL", 500, null)]
    public async Task Invoke_SapAsksForAWait_TheCallerIsTold(string material, int sapStatus, string? wait)
    {
        var answer = await Admin.InvokeAsync("CREATE_PO", SapHub.Order(material));

        Assert.Equal((sapStatus, wait), ((int)answer.AssertProblem(502, "http-status")["response_status"]!, answer.Header("Retry-After")));
    }

    [Fact]
    public async Task Invoke_BlockedMaterial_GivesSapsOwnMessage()
    {
        var problem = (await Admin.InvokeAsync("CREATE_PO", SapHub.Order("MAT-BLOCKED"))).AssertProblem(422, "business-rule");

        Assert.Equal("Material MAT-BLOCKED is blocked for procurement", (string?)problem["detail"]);
    }

    [Fact]
    public async Task Invoke_SapHangs_IsATimeout()
    {
        await sap.Hub.CreateEndpointAsync("CREATE_PO_HASTY", "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["timeout"] = "200ms";
        });

        var problem = (await Admin.InvokeAsync("CREATE_PO_HASTY", SapHub.Order("MAT-HANG"))).AssertProblem(504, "timeout");

        Assert.Equal("TIMEOUT", (string?)problem["outcome"]);
        await AssertLoggedAsync(problem, "TIMEOUT", "TIMEOUT");
    }

    [Fact]
    public async Task Invoke_NothingListens_IsConnectFailed()
    {
        await sap.Hub.CreateSystemAsync("NOBODY", "http://127.0.0.1:1");
        await sap.Hub.CreateEndpointAsync("ANY", "/", system: "NOBODY");

        var problem = (await Admin.PostTextAsync("/api/v1/systems/NOBODY/endpoints/ANY/invoke", """{"payload":{}}""")).AssertProblem(502, "connect-failed");

        await AssertLoggedAsync(problem, "FAILED", "CONNECT");
    }

    [Fact]
    public async Task Invoke_UnknownSystem_IsAProblemAndLogged()
    {
        var answer = await Admin.PostTextAsync("/api/v1/systems/ORACLE/endpoints/CREATE_PO/invoke", """{"payload":{}}""");

        await AssertLoggedAsync(answer.AssertProblem(404, "unknown-system"), "FAILED", "CONFIGURATION");
    }

    [Fact]
    public async Task Invoke_UnknownEndpoint_IsAProblemAndLogged()
    {
        var answer = await Admin.PostTextAsync("/api/v1/systems/SAP/endpoints/DELETE_PO/invoke", """{"payload":{}}""");

        await AssertLoggedAsync(answer.AssertProblem(404, "unknown-endpoint"), "FAILED", "CONFIGURATION");
    }

    [Theory]
    [InlineData("/api/v1/systems/sap/endpoints/CREATE_PO/invoke", "unknown-system")]
    [InlineData("/api/v1/systems/SAP/endpoints/create%20po/invoke", "unknown-endpoint")]
    public async Task Invoke_WhatCannotBeACode_IsRefusedWithoutALogDocument(string path, string slug)
    {
        var problem = (await Admin.PostTextAsync(path, """{"payload":{}}""")).AssertProblem(404, slug);

        Assert.Null(problem["request_id"]);
    }

    [Fact]
    public async Task Invoke_DisabledEndpoint_IsAProblemAndLogged_UntilEnabled()
    {
        await sap.Hub.CreateEndpointAsync("SWITCHED", "/purchase-orders", endpoint => endpoint["request_transform"] = "CREATE_PO_REQUEST");
        (await Admin.PostAsync("/api/v1/systems/SAP/endpoints/SWITCHED/disable")).AssertStatus(200);

        var problem = (await Admin.InvokeAsync("SWITCHED", SapHub.Order())).AssertProblem(409, "endpoint-disabled");
        await AssertLoggedAsync(problem, "FAILED", "CONFIGURATION");

        (await Admin.PostAsync("/api/v1/systems/SAP/endpoints/SWITCHED/enable")).AssertStatus(200);
        (await Admin.InvokeAsync("SWITCHED", SapHub.Order())).AssertStatus(200);
    }

    [Fact]
    public async Task Invoke_DisabledSystem_IsAProblemAndLogged()
    {
        await sap.Hub.CreateSystemAsync("OFF", sap.Sap.BaseUrl.AbsoluteUri);
        await sap.Hub.CreateEndpointAsync("ANY", "/instant", system: "OFF");
        (await Admin.PostAsync("/api/v1/systems/OFF/disable")).AssertStatus(200);

        var problem = (await Admin.PostTextAsync("/api/v1/systems/OFF/endpoints/ANY/invoke", """{"payload":{}}""")).AssertProblem(409, "system-disabled");

        await AssertLoggedAsync(problem, "FAILED", "CONFIGURATION");
    }

    [Fact]
    public async Task Invoke_DisabledTransform_IsUnusableConfiguration()
    {
        await sap.Hub.CreateTransformAsync("ONCE_GOOD", "{ \"a\": 1 }");
        await sap.Hub.CreateEndpointAsync("NEEDS_TRANSFORM", "/instant", endpoint => endpoint["request_transform"] = "ONCE_GOOD");
        (await Admin.PostAsync("/api/v1/systems/SAP/transforms/ONCE_GOOD/disable")).AssertStatus(200);

        var problem = (await Admin.InvokeAsync("NEEDS_TRANSFORM", new JsonObject())).AssertProblem(409, "unusable-configuration");

        Assert.Contains("ONCE_GOOD", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_MissingCode_SendsNothing()
    {
        var problem = (await Admin.InvokeAsync("CREATE_PO", SapHub.Order(reference: "PO-NO-CODE", uom: "BUCKET"))).AssertProblem(422, "missing-code");

        Assert.Equal("MISSING_CODE", (string?)problem["error"]!["code"]);
        Assert.Contains("BUCKET", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Empty(sap.Sap.PurchaseOrders.FindByReference("PO-NO-CODE"));
        await AssertLoggedAsync(problem, "FAILED", "TRANSFORM");
    }

    [Fact]
    public async Task Invoke_MappingThatFails_SaysWhy()
    {
        await sap.Hub.CreateTransformAsync("FAILS", """{ "sum": total + 1 }""");
        await sap.Hub.CreateEndpointAsync("FAILING", "/instant", endpoint => endpoint["request_transform"] = "FAILS");

        var problem = (await Admin.InvokeAsync("FAILING", new JsonObject { ["total"] = "many" })).AssertProblem(422, "mapping-failed");

        Assert.Equal("T2001", (string?)problem["error"]!["code"]);
        await AssertLoggedAsync(problem, "FAILED", "TRANSFORM");
    }

    [Fact]
    public async Task Invoke_AnswerThatCannotBeMapped_IsAProblemOfTheAnswer()
    {
        await sap.Hub.CreateTransformAsync("ANSWER_FAILS", """{ "code": $internalCode("UOM", "NEVER") }""");
        await sap.Hub.CreateEndpointAsync("ANSWERING", "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["response_transform"] = "ANSWER_FAILS";
        });

        var problem = (await Admin.InvokeAsync("ANSWERING", SapHub.Order())).AssertProblem(502, "answer-mapping-failed");

        Assert.Equal(("OUTCOME", 201), ((string?)problem["error"]!["phase"], (int?)problem["response_status"]));
    }

    [Theory]
    [InlineData("{ \"payload\": ", "malformed-json")]
    [InlineData("", "malformed-json")]
    [InlineData("{ \"payload\": {} } x", "malformed-json")]
    [InlineData("{ \"payload\": 01 }", "malformed-json")]
    [InlineData("[]", "invalid-invocation")]
    [InlineData("{}", "invalid-invocation")]
    public async Task Invoke_BadBody_IsAProblem(string body, string slug) => (await Admin.PostTextAsync(Path, body)).AssertProblem(400, slug);

    [Fact]
    public async Task Invoke_BytesThatAreNoUtf8_AreMalformed()
    {
        using var content = new ByteArrayContent([.. "{\"payload\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        (await Admin.SendAsync(HttpMethod.Post, Path, content)).AssertProblem(400, "malformed-json");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Invoke_OtherContentType_IsAProblem(string contentType)
    {
        using var content = new StringContent("""{"payload":{}}""", Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        (await Admin.SendAsync(HttpMethod.Post, Path, content)).AssertProblem(415, "unsupported-media-type");
    }

    [Fact]
    public async Task Invoke_WithoutContentType_IsAProblem()
    {
        using var content = new ByteArrayContent("""{"payload":{}}"""u8.ToArray());

        (await Admin.SendAsync(HttpMethod.Post, Path, content)).AssertProblem(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/vnd.prokure+json")]
    public async Task Invoke_OtherNamesOfJson_AreTaken(string contentType)
    {
        using var content = HubClient.Json(new JsonObject { ["payload"] = SapHub.Order() }.ToJsonString());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        var answer = await Admin.SendAsync(HttpMethod.Post, Path, content);

        answer.AssertStatus(200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Invoke_BodyOverTheLimit_IsAProblem_WithAndWithoutALength(bool chunked)
    {
        await using var small = await SapHub.StartAsync(new HubServerOptions { Settings = ["--Hub:MaxRequestBytes=4096"] });
        var body = Encoding.UTF8.GetBytes($$"""{"payload":"{{new string('x', 5000)}}"}""");
        using HttpContent content = chunked ? new StreamContent(new UnseekableStream(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var problem = (await small.Hub.Admin.SendAsync(HttpMethod.Post, Path, content)).AssertProblem(413, "body-too-large");

        Assert.Contains("4096", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_CallerHangsUp_IsRecordedAsCancelled()
    {
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var own = await SapHub.StartAsync(sapOptions: new SimulatedSapOptions { OnArrival = (_, _) => hangUp.CancelAsync() });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => own.Hub.Admin.PostCancellableAsync(
            Path, new JsonObject { ["payload"] = SapHub.Order("MAT-HANG"), ["correlation_id"] = "hung-up" }, hangUp.Token));

        await Wait.UntilAsync(async () => (string?)(await TraceAsync(own.Hub, "hung-up"))?["status"] == "CANCELLED");
        var attempt = (await TraceAsync(own.Hub, "hung-up"))!["attempts"]![0]!;
        Assert.Equal("CANCELLED", (string?)attempt["error"]!["type"]);
    }

    private static async Task<JsonNode?> TraceAsync(HubServer hub, string correlationId)
    {
        var answer = await hub.Admin.GetAsync($"/api/v1/traces/{correlationId}");
        return answer.Status == 200 ? answer.Json : null;
    }

    private async Task<JsonNode> LogAsync(JsonNode result) => (await Admin.GetAsync($"/api/v1/logs/{(string?)result["request_id"]}")).AssertStatus(200);

    private async Task AssertLoggedAsync(JsonNode problem, string status, string errorType)
    {
        var log = await LogAsync(problem);
        Assert.Equal((status, errorType), ((string?)log["status"], (string?)log["error"]!["type"]));
        Assert.Equal((string?)problem["detail"], (string?)log["error"]!["message"]);
        Assert.NotEmpty((string)log["error"]!["fingerprint"]!);
    }

    /// <summary>A body whose length nobody can know beforehand: it goes out in chunks.</summary>
    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
