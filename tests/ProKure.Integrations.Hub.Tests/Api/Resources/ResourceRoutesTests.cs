using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api.Resources;

public sealed class ResourceRoutesTests(SapHubFixture sap)
{
    private HubClient Admin => sap.Hub.Admin;

    public static TheoryData<string, string, string> Kinds => new()
    {
        { "/api/v1/systems", "CRM", """{ "name": "CRM", "base_url": "https://crm.example.com/api" }""" },
        { "/api/v1/systems/SAP/endpoints", "GET_PO", """{ "method": "GET", "path": "/purchase-orders/{po_number}" }""" },
        {
            "/api/v1/systems/SAP/endpoints", "SOAP_PO",
            """
            { "method": "POST", "path": "/soap", "request_format": { "type": "SOAP", "charset": "ISO-8859-1", "content_encoding": "GZIP" },
              "response_format": { "type": "SOAP", "charset": "windows-1252", "xml_names": "LOCAL" }, "soap": { "version": "SOAP12", "action": "urn:x" }, "csrf": { "path": "/odata/" },
              "priority": 2, "order_by_entity": { "key": "po_number", "after_dead_letter": "GO_ON" } }
            """
        },
        {
            "/api/v1/systems/SAP/endpoints", "LIST_PO",
            """{ "method": "GET", "path": "/list", "pagination": { "style": "CURSOR", "items": "d.results", "next": "d.cursor", "parameter": "cursor", "max_pages": 7 } }"""
        },
        { "/api/v1/systems/SAP/code-mapping-sets", "CURRENCY", """{ "on_missing": "PASS_THROUGH", "mappings": [ { "internal": "EURO", "external": "EUR" } ] }""" },
        { "/api/v1/systems/SAP/transforms", "GET_PO_RESPONSE", """{ "draft": "{ 'po': d.PurchaseOrder }" }""" },
        { "/api/v1/retry-policies", "PATIENT", """{ "backoff": "LINEAR", "initial_delay": "10s" }""" },
        { "/api/v1/rate-limit-policies", "GENTLE", """{ "requests": 30, "period": "1m", "burst": 5, "max_concurrency": 2, "max_wait": "1s" }""" },
        { "/api/v1/retention-classes", "TEN_YEARS", """{ "name": "Ten years", "log_days": 30, "metadata_days": 3653, "archive": true, "archive_after_days": 2, "archive_days": 3653 }""" },
        {
            "/api/v1/systems/SAP/endpoints", "CAREFUL_PO",
            """{ "method": "POST", "path": "/po", "circuit_breaker": { "enabled": false, "failure_ratio": 0.25, "minimum_calls": 3, "window": "1m", "open_for": "5s" } }"""
        },
        { "/api/v1/credentials", "NOTHING", """{ "type": "NONE", "name": "Nothing" }""" },
        {
            "/api/v1/systems/SAP/endpoints", "ONCE_PO",
            """
            { "method": "POST", "path": "/po", "idempotency_header": "X-Request-Key",
              "lookup": { "endpoint": "CREATE_PO", "input": "payload", "done": "status = 200", "not_done": "status = 404", "result": "body", "delay": "9s", "attempts": 2 } }
            """
        },
        { "/api/v1/organizations", "PROCUREMENT_US", """{ "name": "Procurement US" }""" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Resource_FromCreationToReplacement_KeepsItsVersions(string path, string code, string fields)
    {
        var body = JsonNode.Parse(fields)!.AsObject();
        body["code"] = code;

        var created = await Admin.PostAsync(path, body);
        created.AssertStatus(201);
        Assert.Equal(($"{path}/{code}", "\"1\""), (created.Header("Location"), created.Header("ETag")));
        Assert.Equal(("First admin key (ADMIN)", 1), ((string?)created.Json["changed_by"], (int?)created.Json["version"]));
        (await Admin.PostAsync(path, body.DeepClone())).AssertProblem(409, "already-exists");

        var read = await Admin.GetAsync($"{path}/{code}");
        Assert.Equal((created.Text, created.Header("ETag")), (read.Text, read.Header("ETag")));
        Assert.Contains((await Admin.GetAsync(path)).AssertStatus(200)["items"]!.AsArray(), item => (string?)item!["code"] == code);
        Assert.Equal(304, (await Admin.GetAsync($"{path}/{code}", ("If-None-Match", "\"1\""))).Status);

        // What was read goes back as it is, read-only fields and all, and changes nothing.
        var same = await Admin.PutAsync($"{path}/{code}", read.Json, ("If-Match", "\"1\""));
        Assert.Equal((200, "\"1\"", read.Text), (same.Status, same.Header("ETag"), same.Text));

        var changed = Change(read.Json);
        (await Admin.PutAsync($"{path}/{code}", changed)).AssertProblem(428, "precondition-required");
        var replaced = await Admin.PutAsync($"{path}/{code}", changed, ("If-Match", "\"1\""));
        Assert.Equal((200, "\"2\""), (replaced.Status, replaced.Header("ETag")));
        var late = (await Admin.PutAsync($"{path}/{code}", changed, ("If-Match", "\"1\""))).AssertProblem(412, "precondition-failed");
        Assert.Contains("\"2\"", (string?)late["detail"], StringComparison.Ordinal);

        var history = (await Admin.GetAsync($"/api/v1/configuration/history?{HistoryOf(path)}&code={code}")).AssertStatus(200)["items"]!.AsArray();
        Assert.Equal([2, 1], history.Select(change => (int)change!["version"]!));
        Assert.All(history, change => Assert.Equal("First admin key (ADMIN)", (string?)change!["changed_by"]));
    }

    [Fact]
    public async Task Put_IfNoneMatchStar_CreatesOnceOnly()
    {
        var body = new JsonObject { ["name"] = "Put" };

        var created = await Admin.PutAsync("/api/v1/organizations/PUT_ORG", body, ("If-None-Match", "*"));
        Assert.Equal((201, "/api/v1/organizations/PUT_ORG", "\"1\""), (created.Status, created.Header("Location"), created.Header("ETag")));
        (await Admin.PutAsync("/api/v1/organizations/PUT_ORG", body, ("If-None-Match", "*"))).AssertProblem(412, "precondition-failed");
    }

    [Theory]
    [InlineData("*", 200, null)]
    [InlineData("\"7\", \"1\"", 200, null)]
    [InlineData("W/\"1\"", 412, "precondition-failed")]
    [InlineData("\"abc\"", 412, "precondition-failed")]
    [InlineData("1", 400, "invalid-parameter")]
    public async Task Put_FormsOfIfMatch_AreReadAsTheStandardSays(string ifMatch, int status, string? slug)
    {
        var code = $"O{Guid.CreateVersion7():N}".ToUpperInvariant();
        (await Admin.PutAsync($"/api/v1/organizations/{code}", new JsonObject { ["name"] = "A" }, ("If-None-Match", "*"))).AssertStatus(201);

        var answer = await Admin.PutAsync($"/api/v1/organizations/{code}", new JsonObject { ["name"] = "B" }, ("If-Match", ifMatch));

        if (slug is null)
            answer.AssertStatus(status);
        else
            answer.AssertProblem(status, slug);
    }

    [Fact]
    public async Task Put_SomethingThatIsNotThere_IsNotFound() =>
        (await Admin.PutAsync("/api/v1/organizations/NOBODY", new JsonObject { ["name"] = "A" }, ("If-Match", "\"1\""))).AssertProblem(404, "not-found");

    [Fact]
    public async Task Put_ChangeOfReadOnlyField_IsAFault()
    {
        (await Admin.PutAsync("/api/v1/organizations/READ_ONLY", new JsonObject { ["name"] = "A" }, ("If-None-Match", "*"))).AssertStatus(201);
        var body = (await Admin.GetAsync("/api/v1/organizations/READ_ONLY")).Json;
        body["version"] = 9;
        body["code"] = "OTHER";

        var problem = (await Admin.PutAsync("/api/v1/organizations/READ_ONLY", body, ("If-Match", "\"1\""))).AssertProblem(422, "invalid-configuration");

        Assert.Equal("The field is read-only; it stands at 1, found 9.", (string?)problem["errors"]![0]!["message"]);
        body["version"] = 1;
        problem = (await Admin.PutAsync("/api/v1/organizations/READ_ONLY", body, ("If-Match", "\"1\""))).AssertProblem(422, "invalid-configuration");
        Assert.Equal("code", (string?)problem["errors"]![0]!["path"]);
    }

    [Fact]
    public async Task Post_EveryFaultOfShape_IsReportedAtOnce()
    {
        var problem = (await Admin.PostTextAsync("/api/v1/systems", """
            { "code": "BAD", "nmae": "x", "base_url": 5, "timeout": "soon", "max_connections": 1.5, "enabled": "yes",
              "headers": { "a": null, "b.c": 1 }, "redacted_fields": ["ok", 2] }
            """)).AssertProblem(422, "invalid-configuration");

        var paths = problem["errors"]!.AsArray().Select(error => (string)error!["path"]!);
        Assert.Equal(["nmae", "base_url", "timeout", "max_connections", "enabled", "headers.a", "headers[\"b.c\"]", "redacted_fields[1]", "name"], paths, StringComparer.Ordinal);
        Assert.Contains("such as 500ms, 5s", problem["errors"]![2]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        (await Admin.GetAsync("/api/v1/systems/BAD")).AssertProblem(404, "unknown-system");
    }

    [Fact]
    public async Task Post_EveryFaultOfValues_IsReportedAtOnce_WithThePositionInExpressions()
    {
        var problem = (await Admin.PostTextAsync("/api/v1/systems/SAP/endpoints", """
            { "code": "BAD_ENDPOINT", "method": "post", "path": "no-slash", "success_rule": "a = ", "request_transform": "MISSING", "timeout": "0s" }
            """)).AssertProblem(422, "invalid-configuration");

        var errors = problem["errors"]!.AsArray();
        foreach (var path in new[] { "method", "path", "success_rule", "request_transform", "timeout" })
            Assert.Contains(errors, error => (string?)error!["path"] == path);
        Assert.NotNull(errors.Single(error => (string?)error!["path"] == "success_rule")!["position"]);
    }

    [Theory]
    [InlineData("""{ "code": "X", "name": "a" """, 400, "malformed-json")]
    [InlineData("""{ "code": "X", "name": "a", "name": "b" }""", 400, "malformed-json")]
    [InlineData("""{ "name": "a" }""", 422, "invalid-configuration")]
    [InlineData("""{ "code": "lower case", "name": "a" }""", 422, "invalid-configuration")]
    [InlineData("""[]""", 422, "invalid-configuration")]
    public async Task Post_BadBody_IsAProblem(string body, int status, string slug) =>
        (await Admin.PostTextAsync("/api/v1/organizations", body)).AssertProblem(status, slug);

    [Theory]
    [InlineData("/api/v1/systems/NONE/endpoints")]
    [InlineData("/api/v1/systems/NONE/transforms")]
    [InlineData("/api/v1/systems/NONE/code-mapping-sets")]
    public async Task PartsOfUnknownSystem_AreNotFound(string path)
    {
        (await Admin.GetAsync(path)).AssertProblem(404, "unknown-system");
        (await Admin.GetAsync($"{path}/ANY")).AssertProblem(404, "unknown-system");
        (await Admin.PostAsync(path, new JsonObject { ["code"] = "ANY" })).AssertProblem(404, "unknown-system");
        (await Admin.PutAsync($"{path}/ANY", new JsonObject(), ("If-None-Match", "*"))).AssertProblem(404, "unknown-system");
    }

    [Fact]
    public async Task Switch_OffTwiceAndOn_ChangesTheVersionOnlyWhereItChanges()
    {
        await sap.Hub.CreateSystemAsync("SWITCHED_SYSTEM", "https://switched.example.com");

        var off = await Admin.PostAsync("/api/v1/systems/SWITCHED_SYSTEM/disable");
        var offAgain = await Admin.PostAsync("/api/v1/systems/SWITCHED_SYSTEM/disable");
        Assert.Equal((false, "\"2\"", "\"2\""), ((bool?)off.Json["enabled"], off.Header("ETag"), offAgain.Header("ETag")));

        (await Admin.PostAsync("/api/v1/systems/SWITCHED_SYSTEM/enable", null, ("If-Match", "\"1\""))).AssertProblem(412, "precondition-failed");
        var on = await Admin.PostAsync("/api/v1/systems/SWITCHED_SYSTEM/enable", null, ("If-Match", "\"2\""));
        Assert.Equal((true, "\"3\""), ((bool?)on.Json["enabled"], on.Header("ETag")));
    }

    [Fact]
    public async Task Put_TwoAtOnce_OneWins()
    {
        (await Admin.PutAsync("/api/v1/organizations/RACED", new JsonObject { ["name"] = "0" }, ("If-None-Match", "*"))).AssertStatus(201);

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i =>
            Admin.PutAsync("/api/v1/organizations/RACED", new JsonObject { ["name"] = $"{i}" }, ("If-Match", "\"1\""))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(7, answers.Count(answer => answer.Status == 412));
        Assert.Equal("\"2\"", (await Admin.GetAsync("/api/v1/organizations/RACED")).Header("ETag"));
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/organizations/ANY", 405, "method-not-allowed")]
    [InlineData("DELETE", "/api/v1/systems/SAP", 405, "method-not-allowed")]
    [InlineData("GET", "/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", 405, "method-not-allowed")]
    [InlineData("GET", "/api/v1/nothing", 404, "unknown-route")]
    [InlineData("GET", "/", 404, "unknown-route")]
    public async Task Route_UnknownOrWithAnotherMethod_IsAProblem(string method, string path, int status, string slug)
    {
        var answer = await Admin.SendAsync(new HttpMethod(method), path, null);

        answer.AssertProblem(status, slug);
        Assert.Equal(status == 405, answer.Header("Allow") is not null);
    }

    [Fact]
    public async Task Put_OtherContentType_IsAProblem()
    {
        using var content = new StringContent("name: A");

        (await Admin.SendAsync(HttpMethod.Put, "/api/v1/organizations/ANY", content, ("If-None-Match", "*"))).AssertProblem(415, "unsupported-media-type");
    }

    private static JsonObject Change(JsonNode read)
    {
        var body = new JsonObject();
        foreach (var (name, value) in read.AsObject().Where(field => field.Key is not ("version" or "changed_at" or "changed_by")))
            body[name] = value?.DeepClone();
        if (body.ContainsKey("max_attempts"))
            body["max_attempts"] = 7;
        else if (body.ContainsKey("max_wait"))
            body["max_wait"] = "7s";
        else
            body[body.ContainsKey("name") ? "name" : "description"] = "Changed";
        return body;
    }

    private static string HistoryOf(string path) => path switch
    {
        "/api/v1/systems" => "kind=SYSTEM",
        "/api/v1/systems/SAP/endpoints" => "kind=ENDPOINT&system=SAP",
        "/api/v1/systems/SAP/code-mapping-sets" => "kind=CODE_MAPPING_SET&system=SAP",
        "/api/v1/systems/SAP/transforms" => "kind=TRANSFORM&system=SAP",
        "/api/v1/retry-policies" => "kind=RETRY_POLICY",
        "/api/v1/rate-limit-policies" => "kind=RATE_LIMIT_POLICY",
        "/api/v1/retention-classes" => "kind=RETENTION_CLASS",
        "/api/v1/credentials" => "kind=CREDENTIAL",
        _ => "kind=ORGANIZATION",
    };
}
