using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Security;

public sealed class ApiKeyGateTests(SapHubFixture sap)
{
    private const string Systems = "/api/v1/systems";

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer ")]
    [InlineData("X-API-Key", "")]
    public async Task Key_InEitherHeader_LetsIn(string header, string prefix)
    {
        using var client = sap.Hub.ClientWith(null);

        (await client.GetAsync(Systems, (header, prefix + sap.Hub.AdminKey))).AssertStatus(200);
    }

    [Theory]
    [InlineData("pk_ADMIN_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("pk_NOBODY_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("secret")]
    public async Task Key_Wrong_IsRefusedAlikeWhateverIsWrong(string key)
    {
        using var client = sap.Hub.ClientWith(key);

        var answer = await client.GetAsync(Systems);

        var problem = answer.AssertProblem(401, "wrong-key");
        Assert.Contains("invalid_token", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.DoesNotContain(key, answer.Text, StringComparison.Ordinal);
        Assert.Equal("The key is not one of this hub's. A key looks like pk_ID_ followed by 64 hex digits.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task Key_OfAnotherScheme_CountsAsNone()
    {
        using var client = sap.Hub.ClientWith(null);

        (await client.GetAsync(Systems, ("Authorization", "Basic YTpi"))).AssertProblem(401, "missing-key");
    }

    [Fact]
    public async Task Key_Disabled_IsRefusedAtOnce_UntilEnabled()
    {
        using var client = await sap.Hub.ClientWithAsync([Scopes.ConfigRead]);
        (await client.GetAsync(Systems)).AssertStatus(200);
        var id = await IdOfAsync(client);

        (await sap.Hub.Admin.PostAsync($"/api/v1/api-keys/{id}/disable")).AssertStatus(200);
        (await client.GetAsync(Systems)).AssertProblem(401, "disabled-key");
        (await sap.Hub.Admin.PostAsync($"/api/v1/api-keys/{id}/enable")).AssertStatus(200);
        (await client.GetAsync(Systems)).AssertStatus(200);
    }

    [Fact]
    public async Task Key_Expired_IsRefused()
    {
        var time = new ShiftedTime();
        await using var hub = await HubServer.StartAsync(new HubServerOptions { Customize = services => services.AddSingleton<TimeProvider>(time) });
        var created = await hub.Admin.PostAsync("/api/v1/api-keys", new JsonObject
        {
            ["id"] = "SHORT",
            ["name"] = "Short-lived",
            ["scopes"] = new JsonArray("config:read"),
            ["expires_at"] = (time.GetUtcNow() + TimeSpan.FromHours(1)).ToString("O"),
        });
        using var client = hub.ClientWith((string?)created.AssertStatus(201)["key"]);
        (await client.GetAsync(Systems)).AssertStatus(200);

        time.Shift = TimeSpan.FromHours(2);

        (await client.GetAsync(Systems)).AssertProblem(401, "expired-key");
    }

    [Fact]
    public async Task Keys_WrongTooOften_AreSlowedDown_WhileRightOnesPass()
    {
        await using var hub = await HubServer.StartAsync("--Hub:WrongKeysPerMinute=3");
        using var stranger = hub.ClientWith("guess");

        for (var i = 0; i < 3; i++)
            (await stranger.GetAsync(Systems)).AssertProblem(401, "wrong-key");
        var answer = await stranger.GetAsync(Systems);

        answer.AssertProblem(429, "too-many-wrong-keys");
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, null), 1, 60);
        (await hub.Admin.GetAsync(Systems)).AssertStatus(200);
    }

    [Fact]
    public async Task Route_WithoutARule_ServesNobody()
    {
        await using var hub = await HubServer.StartAsync(new HubServerOptions { Map = app => app.MapGet("/forgotten", () => Results.Ok()) });

        (await hub.Admin.GetAsync("/forgotten")).AssertProblem(403, "missing-scope");
    }

    [Fact]
    public async Task Key_LimitedToSystems_SeesAndUsesOnlyThose()
    {
        await sap.Hub.CreateSystemAsync("FENCED", "https://fenced.example.com");
        var other = (await sap.Hub.Admin.InvokeAsync("CREATE_PO", SapHub.Order(), correlationId: "fenced-act")).AssertStatus(200);
        using var fenced = await sap.Hub.ClientWithAsync([Scopes.Invoke, Scopes.LogsRead, Scopes.ConfigRead, Scopes.ConfigWrite], "FENCED");

        var mine = (await fenced.PostTextAsync($"{Systems}/FENCED/endpoints/NONE/invoke", """{"payload":{},"correlation_id":"fenced-act"}"""))
            .AssertProblem(404, "unknown-endpoint");
        (await fenced.InvokeAsync("CREATE_PO", SapHub.Order())).AssertProblem(403, "system-not-allowed");
        (await fenced.GetAsync($"{Systems}/SAP")).AssertProblem(403, "system-not-allowed");
        Assert.Equal(["FENCED"], (await fenced.GetAsync(Systems)).AssertStatus(200)["items"]!.AsArray().Select(system => (string)system!["code"]!), StringComparer.Ordinal);
        (await fenced.PostAsync(Systems, new JsonObject { ["code"] = "MORE", ["name"] = "M", ["base_url"] = "https://a.example" })).AssertProblem(403, "system-not-allowed");
        (await fenced.PostAsync("/api/v1/organizations", new JsonObject { ["code"] = "MORE", ["name"] = "M" })).AssertProblem(403, "system-not-allowed");

        (await fenced.GetAsync($"/api/v1/logs/{(string?)other["request_id"]}")).AssertProblem(404, "log-not-found");
        (await fenced.GetAsync($"/api/v1/logs/{(string?)mine["request_id"]}")).AssertStatus(200);
        (await fenced.GetAsync("/api/v1/logs?system=SAP")).AssertProblem(403, "system-not-allowed");
        Assert.All((await fenced.GetAsync("/api/v1/logs")).AssertStatus(200)["items"]!.AsArray(), entry => Assert.Equal("FENCED", (string?)entry!["system_code"]));
        Assert.All((await fenced.GetAsync("/api/v1/traces/fenced-act")).AssertStatus(200)["attempts"]!.AsArray(), entry => Assert.Equal("FENCED", (string?)entry!["system_code"]));
        Assert.All((await fenced.GetAsync("/api/v1/configuration/history?limit=1000")).AssertStatus(200)["items"]!.AsArray(),
            change => Assert.Equal("FENCED", (string?)change!["system_code"] ?? (string?)change["code"]));
    }

    private async Task<string> IdOfAsync(HubClient client) =>
        (await sap.Hub.Admin.GetAsync("/api/v1/api-keys")).AssertStatus(200)["items"]!.AsArray()
            .Select(key => (string)key!["id"]!).Single(id => client.Key!.Contains($"_{id}_", StringComparison.Ordinal));

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
