using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Repeats;
using ProKure.TestKit.Logging;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Hub.Tests.Api.Invoke;

public sealed class KeyedInvokeTests(SapHubFixture sap)
{
    private const string Path = "/api/v1/systems/SAP/endpoints/CREATE_PO/invoke";
    private const string Key = "Idempotency-Key";
    private const string Replayed = "Idempotency-Replayed";

    private HubClient Admin => sap.Hub.Admin;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Repeat_GetsTheKeptAnswer_AndNothingIsSentAgain()
    {
        var body = Body("PO-KEYED");

        var first = await Admin.PostAsync(Path, body, (Key, "po-keyed-1"));
        var repeat = await Admin.PostAsync(Path, body, (Key, "\"po-keyed-1\""));

        first.AssertStatus(200);
        Assert.Null(first.Header(Replayed));
        Assert.Equal((200, "true", first.Text), (repeat.Status, repeat.Header(Replayed), repeat.Text));
        foreach (var name in new[] { "Content-Type", "X-Request-ID", "X-Correlation-ID", "Content-Length" })
            Assert.Equal(first.Header(name), repeat.Header(name));
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-KEYED"));
    }

    [Fact]
    public async Task Repeat_OfAQueuedInvocation_GetsTheSameDelivery()
    {
        var body = Body("PO-KEYED-ASYNC");
        body["mode"] = "ASYNC";

        var first = await Admin.PostAsync(Path, body, (Key, "po-keyed-async"));
        var repeat = await Admin.PostAsync(Path, body, (Key, "po-keyed-async"));

        first.AssertStatus(202);
        Assert.Equal((202, "true", first.Text, first.Header("Location")), (repeat.Status, repeat.Header(Replayed), repeat.Text, repeat.Header("Location")));
        await Wait.UntilAsync(async () => (string?)(await Admin.GetAsync(first.Header("Location")!)).Json["state"] == "SUCCEEDED");
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-KEYED-ASYNC"));
    }

    [Fact]
    public async Task SameKey_OtherInvocation_IsRefused()
    {
        await sap.Hub.CreateEndpointAsync("CREATE_PO_TOO", "/purchase-orders", endpoint => endpoint["request_transform"] = "CREATE_PO_REQUEST");
        var body = Body("PO-REUSED");
        (await Admin.PostAsync(Path, body, (Key, "po-reused"))).AssertStatus(200);

        var otherBody = await Admin.PostAsync(Path, Body("PO-REUSED-2"), (Key, "po-reused"));
        var otherEndpoint = await Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO_TOO/invoke", body, (Key, "po-reused"));

        otherBody.AssertProblem(422, "idempotency-key-reused");
        otherEndpoint.AssertProblem(422, "idempotency-key-reused");
        Assert.Empty(sap.Sap.PurchaseOrders.FindByReference("PO-REUSED-2"));
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-REUSED"));
    }

    [Fact]
    public async Task SameKey_OfAnotherCaller_IsAnotherKey()
    {
        using var other = await sap.Hub.ClientWithAsync(["invoke"]);
        var body = Body("PO-TWO-CALLERS");

        (await Admin.PostAsync(Path, body, (Key, "po-two-callers"))).AssertStatus(200);
        var theirs = await other.PostAsync(Path, body, (Key, "po-two-callers"));

        theirs.AssertStatus(200);
        Assert.Null(theirs.Header(Replayed));
    }

    [Fact]
    public async Task Repeat_WhileTheFirstIsRunning_IsToldToComeAgain()
    {
        var body = Body("PO-RUNNING", "MAT-SLOW-1500");
        var first = Admin.PostAsync(Path, body, (Key, "po-running"));
        await Wait.UntilAsync(() => Task.FromResult(sap.Sap.Requests.Recent().Any(request => request.Body?.Contains("PO-RUNNING", StringComparison.Ordinal) == true)));

        var meanwhile = await Admin.PostAsync(Path, body, (Key, "po-running"));

        meanwhile.AssertProblem(409, "idempotency-key-in-use");
        Assert.Equal("1", meanwhile.Header("Retry-After"));
        (await first).AssertStatus(200);
        Assert.Equal("true", (await Admin.PostAsync(Path, body, (Key, "po-running"))).Header(Replayed));
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-RUNNING"));
    }

    [Fact]
    public async Task Caller_WhoHangsUp_FindsTheAnswerLater()
    {
        var body = Body("PO-HUNG-UP", "MAT-SLOW-700");
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sap.Hub.BaseUrl, Path)) { Content = HubClient.Json(body.ToJsonString()) };
        request.Headers.Add("Authorization", $"Bearer {sap.Hub.AdminKey}");
        request.Headers.Add(Key, "po-hung-up");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var call = http.SendAsync(request, hangUp.Token);
        await Wait.UntilAsync(() => Task.FromResult(sap.Sap.Requests.Recent().Any(seen => seen.Body?.Contains("PO-HUNG-UP", StringComparison.Ordinal) == true)));
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Answer? answer = null;
        await Wait.UntilAsync(async () => (answer = await Admin.PostAsync(Path, body, (Key, "po-hung-up"))).Status != 409);

        answer!.AssertStatus(200);
        Assert.Equal("true", answer!.Header(Replayed));
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-HUNG-UP"));
    }

    [Fact]
    public async Task Failure_OfWhatWasSent_IsTheAnswerOfTheRepeatToo()
    {
        var body = Body("PO-KEYED-BLOCKED", "MAT-BLOCKED");

        var first = await Admin.PostAsync(Path, body, (Key, "po-keyed-blocked"));
        var repeat = await Admin.PostAsync(Path, body, (Key, "po-keyed-blocked"));

        first.AssertProblem(422, "business-rule");
        Assert.Equal((first.Text, "true"), (repeat.Text, repeat.Header(Replayed)));
        Assert.Equal(1, sap.Sap.Requests.Recent().Count(request => request.Body?.Contains("PO-KEYED-BLOCKED", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task Failure_WithNothingSent_FreesTheKey()
    {
        var faulty = new JsonObject { ["payload"] = SapHub.Order(reference: "PO-FREED", uom: "PARSEC") };

        (await Admin.PostAsync(Path, faulty, (Key, "po-freed"))).AssertProblem(422, "missing-code");
        var again = await Admin.PostAsync(Path, faulty, (Key, "po-freed"));
        var mended = await Admin.PostAsync(Path, Body("PO-FREED"), (Key, "po-freed"));

        again.AssertProblem(422, "missing-code");
        Assert.Null(again.Header(Replayed));
        mended.AssertStatus(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a, b")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("\"a\";p=1")]
    public async Task Key_OfTheWrongForm_IsRefused(string key)
    {
        var problem = (await Admin.PostAsync(Path, Body("PO-WRONG-KEY"), (Key, key))).AssertProblem(400, "invalid-parameter");

        Assert.Equal(Key, (string?)problem["parameter"]);
        Assert.Empty(sap.Sap.PurchaseOrders.FindByReference("PO-WRONG-KEY"));
    }

    [Fact]
    public async Task Key_Longer_ThanAllowed_IsRefused() =>
        (await Admin.PostAsync(Path, Body("PO-LONG-KEY"), (Key, new string('k', 256)))).AssertProblem(400, "invalid-parameter");

    [Fact]
    public async Task Key_InTwoHeaders_IsRefused_AlsoWhereTheyAreEqual()
    {
        // The HTTP client would make one header of them.
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, sap.Hub.BaseUrl.Port, Cancel);
        var body = Body("PO-TWO-KEYS").ToJsonString();
        var request = $"POST {Path} HTTP/1.1\r\nHost: {sap.Hub.BaseUrl.Authority}\r\nAuthorization: Bearer {sap.Hub.AdminKey}\r\nContent-Type: application/json\r\n"
            + $"{Key}: po-two-keys\r\n{Key}: po-two-keys\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request), Cancel);
        using var reader = new StreamReader(client.GetStream());

        var answer = await reader.ReadToEndAsync(Cancel);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal("Expected Idempotency-Key to be one header, found '2 of them'.", (string?)JsonNode.Parse(answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..])!["detail"]);
        Assert.Empty(sap.Sap.PurchaseOrders.FindByReference("PO-TWO-KEYS"));
    }

    [Fact]
    public async Task Abandoned_AtAnIdempotentEndpoint_IsTakenOver_WithTheSameKeyForTheOtherSide()
    {
        var body = Body("PO-ABANDONED");
        var lost = await AbandonAsync("po-abandoned", "CREATE_PO", body);

        var answer = (await Admin.PostAsync(Path, body, (Key, "po-abandoned"))).AssertStatus(200);

        var log = (await Admin.GetAsync($"/api/v1/logs/{answer["request_id"]}")).AssertStatus(200);
        Assert.Equal(lost.ToString(), (string?)log["parent_request_id"]);
        Assert.Equal(lost.ToString(), Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-ABANDONED")).IdempotencyKey);
        Assert.Equal("true", (await Admin.PostAsync(Path, body, (Key, "po-abandoned"))).Header(Replayed));
    }

    [Fact]
    public async Task Abandoned_AtAnEndpointThatIsNotIdempotent_IsNeverCalledAgain()
    {
        await sap.Hub.CreateEndpointAsync("CREATE_PO_ONCE", "/purchase-orders", endpoint => endpoint["request_transform"] = "CREATE_PO_REQUEST");
        var body = Body("PO-ABANDONED-ONCE");
        var lost = await AbandonAsync("po-abandoned-once", "CREATE_PO_ONCE", body);

        for (var i = 0; i < 2; i++)
        {
            var problem = (await Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO_ONCE/invoke", body, (Key, "po-abandoned-once"))).AssertProblem(409, "outcome-unknown");
            Assert.Equal((lost.ToString(), "UNKNOWN"), ((string?)problem["request_id"], (string?)problem["outcome"]));
        }

        Assert.Empty(sap.Sap.PurchaseOrders.FindByReference("PO-ABANDONED-ONCE"));
    }

    [Theory]
    [InlineData("FOUND_DONE", "the work was done.")]
    [InlineData("FOUND_NOT_DONE", "the work was not done: it may be asked for with another key.")]
    public async Task Abandoned_AndFoundOutSince_SaysWhatWasFound(string finding, string told)
    {
        var (key, body) = ($"po-{finding}", Body($"PO-{finding}"));
        if ((await Admin.GetAsync("/api/v1/systems/SAP/endpoints/CREATE_PO_LOOKED_UP")).Status == 404)
            await sap.Hub.CreateEndpointAsync("CREATE_PO_LOOKED_UP", "/purchase-orders", endpoint => endpoint["request_transform"] = "CREATE_PO_REQUEST");
        var lost = await AbandonAsync(key, "CREATE_PO_LOOKED_UP", body);
        var log = sap.Hub.Services.GetRequiredService<IIntegrationLogStore>();
        var record = LogDocuments.Pending().With(entry => entry with
        {
            RequestId = lost,
            Status = LogStatus.Unknown,
            CompletedAt = entry.StartedAt,
            Retry = entry.Retry with { Reason = finding },
        });
        Assert.Empty(await log.WriteAsync([record.AsInsert()], TestContext.Current.CancellationToken));

        var problem = (await Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO_LOOKED_UP/invoke", body, (Key, key))).AssertProblem(409, "outcome-unknown");

        Assert.Contains(told, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abandoned_BeforeItWasQueued_IsQueuedUnderTheSameId()
    {
        var body = Body("PO-ABANDONED-ASYNC");
        body["mode"] = "ASYNC";
        var id = await AbandonAsync("po-abandoned-async", "CREATE_PO", body);

        var answer = (await Admin.PostAsync(Path, body, (Key, "po-abandoned-async"))).AssertStatus(202);

        Assert.Equal(id.ToString(), (string?)answer["delivery_id"]);
        await Wait.UntilAsync(async () => (string?)(await Admin.GetAsync($"/api/v1/deliveries/{id}")).Json["state"] == "SUCCEEDED");
        Assert.Equal(id.ToString(), Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-ABANDONED-ASYNC")).IdempotencyKey);
    }

    [Fact]
    public async Task Answer_LongerThanIsKept_IsSaidSo_AndPointsToTheRecord()
    {
        await using var small = await SapHub.StartAsync(new HubServerOptions { Settings = ["--Idempotency:MaxAnswerBytes=100"] });
        var first = (await small.Hub.Admin.PostAsync(Path, Body("PO-LONG"), (Key, "po-long"))).AssertStatus(200);

        var problem = (await small.Hub.Admin.PostAsync(Path, Body("PO-LONG"), (Key, "po-long"))).AssertProblem(409, "answer-not-kept");

        Assert.Equal(((string?)first["request_id"], "SUCCESS"), ((string?)problem["request_id"], (string?)problem["outcome"]));
        Assert.Equal(1, small.Sap.PurchaseOrders.Counts.Created);
    }

    [Fact]
    public async Task Answer_OutlivesTheProcess()
    {
        using var data = new TemporaryDirectory();
        string text, key;
        await using (var before = await SapHub.StartAsync(new HubServerOptions { Directory = data }))
        {
            key = before.Hub.AdminKey;
            text = (await before.Hub.Admin.PostAsync(Path, Body("PO-RESTART"), (Key, "po-restart"))).AssertStatus(200).ToJsonString();
        }

        await using var after = await HubServer.StartAsync(new HubServerOptions { Directory = data, FirstKey = key });
        var repeat = await after.Admin.PostAsync(Path, Body("PO-RESTART"), (Key, "po-restart"));

        Assert.Equal((text, "true"), (repeat.AssertStatus(200).ToJsonString(), repeat.Header(Replayed)));
    }

    [Fact]
    public async Task Answer_IsEncryptedAtRest_AndCannotBeGivenAgainWithoutItsKey()
    {
        using var data = new TemporaryDirectory();
        var settings = new[] { $"--MasterKeys:Keys:2026A={Convert.ToBase64String(new byte[32])}" };
        string key;
        await using (var before = await SapHub.StartAsync(new HubServerOptions { Directory = data, Settings = settings }))
        {
            key = before.Hub.AdminKey;
            var answer = (await before.Hub.Admin.PostAsync(Path, Body("PO-SEALED"), (Key, "po-sealed"))).AssertStatus(200);
            var kept = await before.Hub.Services.GetRequiredService<IIdempotencyStore>().ClaimAsync(
                new KeyClaim(key.Split('_')[1], "po-sealed", new byte[32], Guid.CreateVersion7(), "test", null), TimeSpan.FromMinutes(1), Cancel);
            Assert.DoesNotContain((string)answer["response"]!["po_number"]!, Encoding.Latin1.GetString(kept.Invocation.Answer!.Value.Span), StringComparison.Ordinal);
            Assert.Equal("true", (await before.Hub.Admin.PostAsync(Path, Body("PO-SEALED"), (Key, "po-sealed"))).Header(Replayed));
        }

        await using var after = await HubServer.StartAsync(new HubServerOptions { Directory = data, FirstKey = key });
        var problem = (await after.Admin.PostAsync(Path, Body("PO-SEALED"), (Key, "po-sealed"))).AssertProblem(409, "answer-not-kept");
        Assert.Equal("SUCCESS", (string?)problem["outcome"]);
    }

    [Fact]
    public async Task TwoHubsOnOneDatabase_KnowEachOthersKeys()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        var setting = $"--ConnectionStrings:Postgres={database.ConnectionString}";
        await using var first = await SapHub.StartAsync(new HubServerOptions { Settings = [setting] });
        await using var second = await HubServer.StartAsync(new HubServerOptions { Settings = [setting], FirstKey = first.Hub.AdminKey });
        var body = Body("PO-TWO-HUBS");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? first.Hub : second).Admin.PostAsync(Path, body, (Key, "po-two-hubs"))));
        var repeat = await second.Admin.PostAsync(Path, body, (Key, "po-two-hubs"));

        Assert.Single(answers, answer => answer.Status == 200 && answer.Header(Replayed) is null);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 409, answer.Text));
        Assert.Equal((200, "true"), (repeat.Status, repeat.Header(Replayed)));
        Assert.Equal(1, first.Sap.PurchaseOrders.Counts.Created);
    }

    [Fact]
    public async Task Upkeep_KeepsWhatIsYoung()
    {
        (await Admin.PostAsync(Path, Body("PO-YOUNG"), (Key, "po-young"))).AssertStatus(200);

        var upkeep = sap.Hub.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<IdempotencyKeyUpkeep>().Single();

        Assert.Equal(0, await upkeep.RunOnceAsync(Cancel));
        Assert.Equal("true", (await Admin.PostAsync(Path, Body("PO-YOUNG"), (Key, "po-young"))).Header(Replayed));
    }

    private static JsonObject Body(string reference, string material = "MAT-1001") => new() { ["payload"] = SapHub.Order(material, reference) };

    /// <summary>Takes the key as a process would that dies at once.</summary>
    private async Task<Guid> AbandonAsync(string key, string endpoint, JsonObject body)
    {
        var store = sap.Hub.Services.GetRequiredService<IIdempotencyStore>();
        var fingerprint = KeyedInvoke.FingerprintOf("SAP", endpoint, Encoding.UTF8.GetBytes(body.ToJsonString()));
        var caller = sap.Hub.AdminKey.Split('_')[1];
        var claim = new KeyClaim(caller, key, fingerprint, Guid.CreateVersion7(), "gone", null);
        await store.ClaimAsync(claim, TimeSpan.FromMilliseconds(1), Cancel);
        await Wait.UntilAsync(async () => (await store.ClaimAsync(claim, TimeSpan.FromMilliseconds(1), Cancel)).Invocation.IsAbandoned);
        return claim.InvocationId;
    }
}
