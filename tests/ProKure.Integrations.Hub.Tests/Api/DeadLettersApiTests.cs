using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

/// <summary>Dead letters through the API of a hub as it runs.</summary>
public sealed class DeadLettersApiTests(SapHubFixture sap)
{
    private static int _number;

    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Summary_CountsThreeLanes_AndSaysWhatToDoNext()
    {
        var entity = Entity();
        var dead = await DeadAsync("CREATE_PO", "MAT-FAIL", entity);
        await DeadAsync("CREATE_PO", "MAT-FAIL", entity);

        var summary = (await Admin.GetAsync($"/api/v1/dead-letters?entity_id={entity}")).AssertStatus(200);

        Assert.Equal(2, (int?)summary["count"]);
        Assert.Equal(["THEIRS", "OURS", "CONFIGURATION"], summary["lanes"]!.AsArray().Select(lane => (string)lane!["lane"]!), StringComparer.Ordinal);
        var group = Assert.Single(summary["groups"]!.AsArray())!;
        Assert.Equal(("THEIRS", "CREATE_PO", "NO_POLICY", "HTTP_STATUS", 2), ((string?)group["lane"], (string?)group["endpoint_code"], (string?)group["reason"], (string?)group["error_type"], (int?)group["count"]));
        Assert.Contains("retry policy", (string?)group["hint"], StringComparison.Ordinal);
        Assert.Equal((string?)dead["failure"]!["fingerprint"], (string?)group["fingerprint"]);
        Assert.Equal("HTTP_STATUS", (string?)dead["failure"]!["type"]);
        Assert.Equal((string?)group["hint"], (string?)dead["hint"]);
    }

    [Fact]
    public async Task List_FindsByEveryCondition_PageByPage_WithoutPayload()
    {
        var entity = Entity();
        var first = await DeadAsync("CREATE_PO", "MAT-FAIL", entity);
        var second = await DeadAsync("CREATE_PO", "MAT-FAIL", entity);
        var fingerprint = (string)first["failure"]!["fingerprint"]!;

        var page = (await Admin.GetAsync($"/api/v1/deliveries?entity_id={entity}&limit=1")).AssertStatus(200);
        Assert.Equal((string?)second["delivery_id"], (string?)Assert.Single(page["items"]!.AsArray())!["delivery_id"]);
        var next = (await Admin.GetAsync($"/api/v1/deliveries?entity_id={entity}&limit=1&cursor={page["next_cursor"]}")).AssertStatus(200);
        Assert.Equal((string?)first["delivery_id"], (string?)Assert.Single(next["items"]!.AsArray())!["delivery_id"]);
        Assert.Null((string?)next["next_cursor"]);

        foreach (var condition in new[]
                 {
                     "state=DEAD", "system=SAP", "endpoint=CREATE_PO", "lane=THEIRS", "reason=NO_POLICY", "error_type=HTTP_STATUS", $"fingerprint={fingerprint}", "entity_type=PURCHASE_ORDER",
                     "from=2026-01-01", $"correlation_id={first["correlation_id"]}",
                 })
        {
            var found = (await Admin.GetAsync($"/api/v1/deliveries?entity_id={entity}&{condition}")).AssertStatus(200);
            Assert.Contains(found["items"]!.AsArray(), item => (string?)item!["delivery_id"] == (string?)first["delivery_id"]);
            Assert.DoesNotContain("MAT-FAIL", found.ToJsonString(), StringComparison.Ordinal);
        }

        Assert.Empty((await Admin.GetAsync($"/api/v1/deliveries?entity_id={entity}&state=SUCCEEDED")).AssertStatus(200)["items"]!.AsArray());
        (await Admin.GetAsync("/api/v1/deliveries?lane=MINE")).AssertProblem(400, "invalid-parameter");
        (await Admin.GetAsync("/api/v1/deliveries?sytem=SAP")).AssertProblem(400, "invalid-parameter");
        (await Admin.GetAsync("/api/v1/deliveries?limit=501")).AssertProblem(400, "invalid-parameter");
    }

    [Fact]
    public async Task Resolve_PutsDownWhoWhenAndWhy()
    {
        var id = (string)(await DeadAsync("CREATE_PO", "MAT-FAIL", Entity()))["delivery_id"]!;

        (await Admin.PostAsync($"/api/v1/dead-letters/{id}/resolve", new JsonObject { ["note"] = " " })).AssertProblem(422, "invalid-body");
        var resolved = (await Admin.PostAsync($"/api/v1/dead-letters/{id}/resolve", new JsonObject { ["note"] = "Ordered by phone" })).AssertStatus(200);

        Assert.Equal(("RESOLVED", "NO_POLICY"), ((string?)resolved["state"], (string?)resolved["reason"]));
        var action = Assert.Single((await Admin.GetAsync($"/api/v1/deliveries/{id}")).AssertStatus(200)["actions"]!.AsArray())!;
        Assert.Equal(("RESOLVED", "First admin key (ADMIN)", "Ordered by phone"), ((string?)action["action"], (string?)action["actor"], (string?)action["note"]));
        (await Admin.PostAsync($"/api/v1/dead-letters/{id}/resolve", new JsonObject { ["note"] = "again" })).AssertProblem(409, "delivery-state");
        (await Admin.PostAsync($"/api/v1/dead-letters/{id}/replay", new JsonObject())).AssertProblem(409, "delivery-state");
        (await Admin.PostAsync($"/api/v1/deliveries/{id}/retry", new JsonObject())).AssertProblem(409, "delivery-state");
        (await Admin.PostAsync($"/api/v1/deliveries/{id}/cancel", new JsonObject())).AssertProblem(409, "delivery-state");
    }

    [Fact]
    public async Task Replay_KeepsCorrelationAndKey_BeginsANewChain_AndLinksBoth()
    {
        var dead = await DeadAsync("CREATE_PO", "MAT-FAIL", Entity());
        var id = (string)dead["delivery_id"]!;

        var answer = await Admin.PostAsync($"/api/v1/dead-letters/{id}/replay", new JsonObject { ["note"] = "SAP is back" });

        var replay = answer.AssertStatus(202);
        Assert.Equal(answer.Header("Location"), $"/api/v1/deliveries/{replay["delivery_id"]}");
        Assert.Equal(((string?)dead["correlation_id"], id, "REPLAY", 0), ((string?)replay["correlation_id"], (string?)replay["replay_of"], (string?)replay["actor"]!["triggered_by"], (int?)replay["attempts_made"]));
        var old = (await Admin.GetAsync($"/api/v1/deliveries/{id}")).AssertStatus(200);
        Assert.Equal("RESOLVED", (string?)old["state"]);
        Assert.Equal((string?)replay["delivery_id"], (string?)Assert.Single(old["actions"]!.AsArray())!["replay_id"]);

        var ended = await EndedAsync((string)replay["delivery_id"]!);
        Assert.NotEqual((string?)dead["first_request_id"], (string?)ended["first_request_id"], StringComparer.Ordinal);
        var (before, after) = (await LogAsync(dead), await LogAsync(ended));
        Assert.Equal(("REPLAY", 1, null), ((string?)after["actor"]!["triggered_by"], (int?)after["retry_info"]!["attempt_number"], (string?)after["parent_request_id"]));
        Assert.Equal(KeyOf(before), KeyOf(after));
    }

    [Fact]
    public async Task Replay_OfWhatMayHaveBeenDone_NeedsThatDuplicatesAreAccepted()
    {
        await sap.Hub.CreateEndpointAsync("ONCE", "/purchase-orders", endpoint => endpoint["request_transform"] = "CREATE_PO_REQUEST");
        var entity = Entity();
        var id = (string)(await DeadAsync("ONCE", "MAT-FAIL", entity))["delivery_id"]!;

        var problem = (await Admin.PostAsync($"/api/v1/dead-letters/{id}/replay", new JsonObject())).AssertProblem(409, "duplicates-not-accepted");
        Assert.Contains("accept_duplicates", (string?)problem["detail"], StringComparison.Ordinal);
        (await Admin.PostAsync($"/api/v1/deliveries/{id}/retry", new JsonObject())).AssertProblem(409, "duplicates-not-accepted");
        var preview = (await Admin.PostAsync("/api/v1/replay-jobs/preview", new JsonObject { ["filter"] = new JsonObject { ["entity_id"] = entity } })).AssertStatus(200);
        Assert.Equal((1, 1), ((int?)preview["count"], (int?)preview["may_be_done"]));

        (await Admin.PostAsync($"/api/v1/dead-letters/{id}/replay", new JsonObject { ["accept_duplicates"] = true })).AssertStatus(202);
    }

    [Fact]
    public async Task Replay_OfWhatWasRefused_NeedsNoSuchThing()
    {
        await sap.Hub.CreateEndpointAsync("ONCE_TOO", "/purchase-orders", endpoint => endpoint["request_transform"] = "CREATE_PO_REQUEST");
        var id = (string)(await DeadAsync("ONCE_TOO", "MAT-INVALID", Entity()))["delivery_id"]!;

        (await Admin.PostAsync($"/api/v1/dead-letters/{id}/replay", new JsonObject())).AssertStatus(202);
    }

    [Fact]
    public async Task Retry_OfADeadLetter_GoesOnWithItsChain_AndWithTheLatestConfigurationWhereAsked()
    {
        var (entity, code) = (Entity(), "RENEWED");
        await sap.Hub.CreateEndpointAsync(code, "/nowhere", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["idempotency"] = "IDEMPOTENT_WITH_KEY";
        });
        var dead = await DeadAsync(code, "MAT-1001", entity);
        var id = (string)dead["delivery_id"]!;
        var endpoint = (await Admin.GetAsync($"/api/v1/systems/SAP/endpoints/{code}")).AssertStatus(200);
        endpoint["path"] = "/purchase-orders";
        (await Admin.PutAsync($"/api/v1/systems/SAP/endpoints/{code}", endpoint, ("If-Match", "\"1\""))).AssertStatus(200);

        var retried = (await Admin.PostAsync($"/api/v1/deliveries/{id}/retry", new JsonObject { ["config"] = "LATEST", ["note"] = "path corrected" })).AssertStatus(200);
        Assert.Equal((2, "RETRIED"), ((int?)retried["config_version"], (string?)Assert.Single(retried["actions"]!.AsArray())!["action"]));

        var ended = await EndedAsync(id);
        Assert.Equal(("SUCCEEDED", 2, (string?)dead["first_request_id"]), ((string?)ended["state"], (int?)ended["attempts_made"], (string?)ended["first_request_id"]));
    }

    [Fact]
    public async Task Cancel_OfOneThatWaits_EndsItAtOnce_AndRetryNowBringsItForward()
    {
        var (cancelled, early) = (await LaterAsync(), await LaterAsync());

        var answer = (await Admin.PostAsync($"/api/v1/deliveries/{cancelled}/cancel", new JsonObject { ["note"] = "ordered twice" })).AssertStatus(200);
        Assert.Equal((true, "CANCELLED", "CANCELLED_BEFORE_SEND"), ((bool?)answer["cancelled"], (string?)answer["delivery"]!["state"], (string?)answer["delivery"]!["reason"]));
        (await Admin.PostAsync($"/api/v1/deliveries/{cancelled}/cancel", new JsonObject())).AssertProblem(409, "delivery-state");
        (await Admin.PostAsync($"/api/v1/deliveries/{early}/retry", new JsonObject())).AssertStatus(200);

        Assert.Equal("SUCCEEDED", (string?)(await EndedAsync(early))["state"]);
        var action = Assert.Single((await Admin.GetAsync($"/api/v1/deliveries/{cancelled}")).AssertStatus(200)["actions"]!.AsArray())!;
        Assert.Equal(("CANCELLED", "ordered twice"), ((string?)action["action"], (string?)action["note"]));
    }

    [Fact]
    public async Task Cancel_OfOneThatRuns_EndsItsCall_AndSaysThatItMayHaveBeenReceived()
    {
        var entity = Entity();
        var id = (string)(await Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", new JsonObject
        {
            ["mode"] = "ASYNC",
            ["payload"] = SapHub.Order("MAT-HANG", entity),
        })).AssertStatus(202)["delivery_id"]!;
        await Wait.UntilAsync(() => Task.FromResult(sap.Sap.Requests.Recent().Any(request => request.Body?.Contains(entity, StringComparison.Ordinal) == true)));

        var asked = (await Admin.PostAsync($"/api/v1/deliveries/{id}/cancel", new JsonObject { ["note"] = "ordered twice" })).AssertStatus(202);

        Assert.Equal((false, "RUNNING"), ((bool?)asked["cancelled"], (string?)asked["delivery"]!["state"]));
        var ended = await EndedAsync(id);
        Assert.Equal(("CANCELLED", "CANCELLED_AFTER_SEND", 1), ((string?)ended["state"], (string?)ended["reason"], (int?)ended["attempts_made"]));
        Assert.Equal(("CANCEL_ASKED", "ordered twice"), ((string?)Assert.Single(ended["actions"]!.AsArray())!["action"], (string?)ended["actions"]![0]!["note"]));
        Assert.Equal("CANCELLED", (string?)(await LogAsync(ended))["status"]);
        Assert.Empty(sap.Sap.PurchaseOrders.FindByReference(entity));
    }

    [Fact]
    public async Task Acts_NeedTheirScope_AndTheKeysSystem()
    {
        var dead = await DeadAsync("CREATE_PO", "MAT-FAIL", Entity());
        var id = (string)dead["delivery_id"]!;
        using var reader = await sap.Hub.ClientWithAsync(["logs:read"]);
        await sap.Hub.CreateSystemAsync("OTHERS", "http://127.0.0.1:9");
        using var others = await sap.Hub.ClientWithAsync(["logs:read", "deliveries:manage"], "OTHERS");

        foreach (var path in new[] { $"deliveries/{id}/cancel", $"deliveries/{id}/retry", $"dead-letters/{id}/resolve", $"dead-letters/{id}/replay" })
        {
            (await reader.PostAsync($"/api/v1/{path}", new JsonObject { ["note"] = "x" })).AssertProblem(403, "missing-scope");
            (await others.PostAsync($"/api/v1/{path}", new JsonObject { ["note"] = "x" })).AssertProblem(404, "delivery-not-found");
        }

        Assert.Empty((await others.GetAsync($"/api/v1/deliveries?correlation_id={dead["correlation_id"]}")).AssertStatus(200)["items"]!.AsArray());
        Assert.Equal(0, (int?)(await others.GetAsync("/api/v1/dead-letters")).AssertStatus(200)["count"]);
        Assert.Single((await reader.GetAsync($"/api/v1/deliveries?correlation_id={dead["correlation_id"]}")).AssertStatus(200)["items"]!.AsArray());
    }

    private static string Entity() => $"PO-DEAD-{Interlocked.Increment(ref _number)}";

    private static string? KeyOf(JsonNode log) => log["request_headers"]!.AsArray()
        .Where(header => string.Equals((string?)header!["name"], "Idempotency-Key", StringComparison.OrdinalIgnoreCase)).Select(header => (string?)header!["value"]).Single();

    private async Task<JsonNode> LogAsync(JsonNode delivery) => (await Admin.GetAsync($"/api/v1/logs/{delivery["first_request_id"]}")).AssertStatus(200);

    private async Task<string> LaterAsync()
    {
        var body = new JsonObject { ["mode"] = "ASYNC", ["not_before"] = "2199-01-31T08:00:00Z", ["payload"] = SapHub.Order(reference: Entity()) };
        return (string)(await Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", body)).AssertStatus(202)["delivery_id"]!;
    }

    private async Task<JsonNode> DeadAsync(string endpoint, string material, string entity)
    {
        var queued = (await Admin.PostAsync($"/api/v1/systems/SAP/endpoints/{endpoint}/invoke", new JsonObject
        {
            ["mode"] = "ASYNC",
            ["payload"] = SapHub.Order(material, entity),
            ["context"] = new JsonObject { ["entity_type"] = "PURCHASE_ORDER", ["entity_id"] = entity },
        })).AssertStatus(202);
        var ended = await EndedAsync((string)queued["delivery_id"]!);
        Assert.Equal("DEAD", (string?)ended["state"]);
        return ended;
    }

    private async Task<JsonNode> EndedAsync(string id)
    {
        JsonNode delivery = new JsonObject();
        await Wait.UntilAsync(async () => (string?)(delivery = (await Admin.GetAsync($"/api/v1/deliveries/{id}")).AssertStatus(200))["ended_at"] is not null);
        return delivery;
    }
}
