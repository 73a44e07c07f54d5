using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class TransformsApiTests(SapHubFixture sap)
{
    private const string Transforms = "/api/v1/systems/SAP/transforms";

    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Draft_UntilPublished_IsNotWhatCallsUse()
    {
        await sap.Hub.CreateTransformAsync("STEPWISE", """{ "step": 1 }""");
        await sap.Hub.CreateSystemAsync("STEP_ECHO", sap.Sap.BaseUrl.AbsoluteUri);
        var etag = (await Admin.GetAsync($"{Transforms}/STEPWISE")).Header("ETag")!;

        var drafted = await Admin.PutAsync($"{Transforms}/STEPWISE", new JsonObject { ["draft"] = """{ "step": 2 }""" }, ("If-Match", etag));
        drafted.AssertStatus(200);
        Assert.Equal(("""{ "step": 1 }""", """{ "step": 2 }""", 1),
            ((string?)drafted.Json["published"], (string?)drafted.Json["draft"], (int?)drafted.Json["published_version"]));

        (await Admin.PostAsync($"{Transforms}/STEPWISE/publish")).AssertProblem(428, "precondition-required");
        (await Admin.PostAsync($"{Transforms}/STEPWISE/publish", null, ("If-Match", etag))).AssertProblem(412, "precondition-failed");
        var published = await Admin.PostAsync($"{Transforms}/STEPWISE/publish", null, ("If-Match", drafted.Header("ETag")!));
        Assert.Equal(("""{ "step": 2 }""", null, 2),
            ((string?)published.Json["published"], (string?)published.Json["draft"], (int?)published.Json["published_version"]));
        (await Admin.PostAsync($"{Transforms}/STEPWISE/publish", null, ("If-Match", published.Header("ETag")!))).AssertProblem(409, "nothing-to-publish");
    }

    [Fact]
    public async Task Put_TextThatDoesNotCompile_IsRefusedWithItsPosition()
    {
        var problem = (await Admin.PostAsync(Transforms, new JsonObject { ["code"] = "BROKEN", ["draft"] = "{ 'a': }" })).AssertProblem(422, "invalid-configuration");

        var error = Assert.Single(problem["errors"]!.AsArray())!;
        Assert.Equal("draft", (string?)error["path"]);
        Assert.NotNull(error["position"]);
    }

    [Fact]
    public async Task Try_Text_UsesTheSystemsCodes_AndKeepsDigits()
    {
        var result = await TryAsync("""{ "text": "{ 'unit': $externalCode('UOM', uom), 'n': n }", "payload": { "uom": "PCE", "n": 1.10 } }""");

        Assert.Equal((true, true, "EA"), ((bool?)result["is_success"], (bool?)result["has_result"], (string?)result["result"]!["unit"]));
        Assert.Null(result["error"]);
    }

    [Fact]
    public async Task Try_TransformByCode_PrefersItsDraft()
    {
        await sap.Hub.CreateTransformAsync("TRIED", "'published'");
        (await Admin.PutAsync($"{Transforms}/TRIED", new JsonObject { ["draft"] = "'draft'" }, ("If-Match", "*"))).AssertStatus(200);

        var result = await TryAsync("""{ "transform": "TRIED", "payload": null }""");

        Assert.Equal("draft", (string?)result["result"]);
    }

    [Fact]
    public async Task Try_NothingAsResult_IsTold()
    {
        var result = await TryAsync("""{ "text": "missing", "payload": {} }""");

        Assert.Equal((true, false), ((bool?)result["is_success"], (bool?)result["has_result"]));
        Assert.Null(result["result"]);
    }

    [Theory]
    [InlineData("""{ "text": "1 +\n +", "payload": {} }""", "S0211", 2)]
    [InlineData("""{ "text": "\n\n 'a' + 1", "payload": {} }""", "T2001", 3)]
    [InlineData("""{ "text": "$externalCode('UOM', 'BUCKET')", "payload": {} }""", "MISSING_CODE", null)]
    public async Task Try_Fault_IsAResultWithItsPlace(string body, string code, int? line)
    {
        var result = await TryAsync(body);

        Assert.Equal((false, code), ((bool?)result["is_success"], (string?)result["error"]!["code"]));
        Assert.NotEmpty((string)result["error"]!["message"]!);
        if (line is not null)
            Assert.Equal(line, (int?)result["error"]!["line"]);
    }

    [Theory]
    [InlineData("""{ "payload": {} }""", 422, "invalid-configuration")]
    [InlineData("""{ "text": "a" }""", 422, "invalid-configuration")]
    [InlineData("""{ "text": "a", "transform": "B", "payload": {} }""", 422, "invalid-configuration")]
    [InlineData("""{ "transform": "NONE", "payload": {} }""", 404, "not-found")]
    public async Task Try_BadRequest_IsAProblem(string body, int status, string slug) =>
        (await Admin.PostTextAsync($"{Transforms}/try", body)).AssertProblem(status, slug);

    [Fact]
    public async Task Try_UnknownSystem_IsAProblem() =>
        (await Admin.PostTextAsync("/api/v1/systems/NONE/transforms/try", """{ "text": "a", "payload": {} }""")).AssertProblem(404, "unknown-system");

    private async Task<JsonNode> TryAsync(string body) => (await Admin.PostTextAsync($"{Transforms}/try", body)).AssertStatus(200);
}
