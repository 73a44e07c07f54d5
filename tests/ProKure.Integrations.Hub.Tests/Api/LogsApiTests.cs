using System.Globalization;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Samples.Sap;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class LogsApiTests(SapHubFixture sap)
{
    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Read_WhateverWasNotCaptured_IsThereAsNull()
    {
        var problem = (await Admin.PostTextAsync("/api/v1/systems/ABSENT/endpoints/ANY/invoke", """{"payload":{}}""")).AssertProblem(404, "unknown-system");

        var log = (await Admin.GetAsync((string)problem["instance"]!)).AssertStatus(200).AsObject();

        foreach (var field in new[] { "request_url", "http_method", "response_status", "request_body", "response_body", "parent_request_id", "expires_at" })
            Assert.True(log.ContainsKey(field) && log[field] is null, field);
        Assert.Equal(("NONE", "NONE"), ((string?)log["request_body_format"], (string?)log["response_body_format"]));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)log["started_at"]!);
    }

    [Fact]
    public async Task Read_TextThatIsNoJson_IsAText()
    {
        var failed = (await Admin.InvokeAsync("CREATE_PO", SapHub.Order("MAT-FAIL"))).AssertProblem(502, "http-status");
        var html = (await Admin.GetAsync((string)failed["instance"]!)).AssertStatus(200);
        Assert.Equal("TEXT", (string?)html["response_body_format"]);
        Assert.Contains("<html", (string?)html["response_body"], StringComparison.OrdinalIgnoreCase);

    }

    [Fact]
    public async Task Read_SecretsInNamedFieldsAndHeaders_AreNotThere()
    {
        var secret = (await Admin.InvokeAsync("CREATE_PO", SapHub.Order("MAT-SECRET"))).AssertStatus(200);
        var log = await Admin.GetAsync($"/api/v1/logs/{(string?)secret["request_id"]}");
        foreach (var value in new[] { SimulatedSecrets.Password, SimulatedSecrets.ClientSecret, SimulatedSecrets.Session, SimulatedSecrets.ApiKey })
            Assert.DoesNotContain(value, log.Text, StringComparison.Ordinal);
        Assert.NotEmpty(log.Json["redacted_fields"]!.AsArray());
    }

    [Theory]
    [InlineData("not-a-uuid", 400, "invalid-parameter")]
    [InlineData("01933f3c-8a10-7c55-b5e5-3f3c8a107c55", 404, "log-not-found")]
    public async Task Read_NoSuchDocument_IsAProblem(string id, int status, string slug) => (await Admin.GetAsync($"/api/v1/logs/{id}")).AssertProblem(status, slug);

    [Fact]
    public async Task Search_Pages_GiveEveryEntryOnce_NewestFirst()
    {
        for (var i = 0; i < 5; i++)
            (await Admin.InvokeAsync("CREATE_PO", SapHub.Order(), new JsonObject { ["entity_type"] = "PURCHASE_ORDER", ["entity_id"] = "PO-PAGED" })).AssertStatus(200);

        var seen = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = (await Admin.GetAsync($"/api/v1/logs?entity_type=PURCHASE_ORDER&entity_id=PO-PAGED&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).AssertStatus(200);
            Assert.InRange(page["items"]!.AsArray().Count, 1, 2);
            seen.AddRange(page["items"]!.AsArray()!);
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);

        Assert.Equal(5, seen.Select(entry => (string?)entry["request_id"]).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(seen.Select(Started).OrderDescending(), seen.Select(Started));
    }

    [Fact]
    public async Task Search_EveryCondition_Counts()
    {
        var good = (await Admin.InvokeAsync("CREATE_PO", SapHub.Order(), correlationId: "searched")).AssertStatus(200);
        var bad = (await Admin.InvokeAsync("CREATE_PO", SapHub.Order("MAT-INVALID"), correlationId: "searched")).AssertProblem(502, "http-status");

        Assert.Equal([Id(bad), Id(good)], await SearchAsync("correlation_id=searched"), StringComparer.Ordinal);
        Assert.Equal([Id(bad)], await SearchAsync("correlation_id=searched&status=FAILED"), StringComparer.Ordinal);
        Assert.Equal([Id(good)], await SearchAsync("correlation_id=searched&status=SUCCESS&system=SAP&endpoint=CREATE_PO&direction=OUTBOUND"), StringComparer.Ordinal);
        Assert.Empty(await SearchAsync("correlation_id=searched&system=OTHER"));
        Assert.Empty(await SearchAsync("correlation_id=searched&to=2020-01-02&from=2020-01-01"));
    }

    [Fact]
    public async Task Search_WithoutTimes_CoversTheLastDay()
    {
        var page = (await Admin.GetAsync("/api/v1/logs?limit=1")).AssertStatus(200);

        Assert.Equal(TimeSpan.FromHours(24), Time(page["to"]) - Time(page["from"]));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-01-02&to=2026-01-01", "from")]
    [InlineData("to=2026-13-01", "to")]
    [InlineData("system=not%20a%20code", "system")]
    [InlineData("endpoint=x", "endpoint")]
    [InlineData("direction=SIDEWAYS", "direction")]
    [InlineData("status=success", "status")]
    [InlineData("correlation_id=a%20b", "correlation_id")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("cursor=zzz", "cursor")]
    [InlineData("status=FAILED&status=SUCCESS", "status")]
    [InlineData("sytem=SAP", "sytem")]
    public async Task Search_BadParameter_IsNamedWithWhatWasExpectedAndFound(string query, string parameter)
    {
        var problem = (await Admin.GetAsync($"/api/v1/logs?{query}")).AssertProblem(400, "invalid-parameter");

        Assert.Equal(parameter, (string?)problem["parameter"]);
        Assert.NotEmpty((string)problem["expected"]!);
        Assert.NotEmpty((string)problem["found"]!);
    }

    [Fact]
    public async Task Trace_SeveralAttempts_ReadsAsOneStory()
    {
        await Admin.InvokeAsync("CREATE_PO", SapHub.Order("MAT-FAIL", "PO-STORY"), correlationId: "story-1");
        await Admin.InvokeAsync("CREATE_PO", SapHub.Order(reference: "PO-STORY"), correlationId: "story-1");

        var trace = (await Admin.GetAsync("/api/v1/traces/story-1")).AssertStatus(200);

        Assert.Equal(("story-1", "SUCCESS", true), ((string?)trace["correlation_id"], (string?)trace["status"], (bool?)trace["is_complete"]));
        var attempts = trace["attempts"]!.AsArray();
        Assert.Equal(["FAILED", "SUCCESS"], attempts.Select(attempt => (string)attempt!["status"]!), StringComparer.Ordinal);
        Assert.Equal(["HTTP_STATUS", null], attempts.Select(attempt => (string?)attempt!["error"]?["type"]), StringComparer.Ordinal);
        Assert.Equal((string?)attempts[0]!["started_at"], (string?)trace["started_at"]);
        Assert.Equal(Time(attempts[1]!["completed_at"]), Time(trace["completed_at"]));
    }

    [Theory]
    [InlineData("never-heard-of", 404, "trace-not-found")]
    [InlineData("a%20b", 400, "invalid-parameter")]
    public async Task Trace_NoSuchAct_IsAProblem(string id, int status, string slug) => (await Admin.GetAsync($"/api/v1/traces/{id}")).AssertProblem(status, slug);

    private async Task<IEnumerable<string?>> SearchAsync(string query) =>
        (await Admin.GetAsync($"/api/v1/logs?{query}")).AssertStatus(200)["items"]!.AsArray().Select(entry => Id(entry!)).ToList();

    private static string? Id(JsonNode node) => (string?)node["request_id"];

    private static DateTimeOffset Started(JsonNode node) => Time(node["started_at"]);

    private static DateTimeOffset Time(JsonNode? node) => DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture);
}
