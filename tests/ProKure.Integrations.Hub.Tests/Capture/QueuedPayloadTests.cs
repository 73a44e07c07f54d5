using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Canary;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Authentication;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Hub.Tests.Capture;

/// <summary>A secret in the payload of deliveries that wait, ended, died and were replayed is in no file and no table.</summary>
public sealed class QueuedPayloadTests
{
    private const string Path = "/api/v1/systems/SAP/endpoints/CREATE_PO/invoke";

    private readonly string _secret = $"s-{Guid.CreateVersion7():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmbeddedStores_WithTheKeyThatTheFirstStartMakes_HaveItInNoFile()
    {
        using var data = new TemporaryDirectory();
        await using (var sap = await SapHub.StartAsync(new HubServerOptions { Directory = data }))
        {
            await DeliverAsync(sap.Hub);
            Assert.Empty(Files(data.Path));
            Assert.Equal("Those of deliveries are encrypted.", await HealthAsync(sap.Hub));
        }

        Assert.Empty(Files(data.Path));
    }

    [Fact]
    public async Task PostgreSql_WithoutAMasterKey_HasItInClearAndSaysSo_AndOnceItHasOneARotationHidesIt()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        using var data = new TemporaryDirectory();
        string[] settings = [$"--ConnectionStrings:Postgres={database.ConnectionString}"];
        string adminKey, waiting;
        await using (var sap = await SapHub.StartAsync(new HubServerOptions { Directory = data, Settings = settings }))
        {
            (adminKey, waiting) = (sap.Hub.AdminKey, await DeliverAsync(sap.Hub));
            Assert.NotEmpty(await TablesAsync(database));
            Assert.Equal("Those of deliveries are kept in clear: the hub has no master key.", await HealthAsync(sap.Hub));
            Assert.Equal((4, 4), await RemainingAsync(sap.Hub));
        }

        await using var hub = await HubServer.StartAsync(new HubServerOptions { Directory = data, FirstKey = adminKey, Settings = [.. settings, $"--MasterKeys:Keys:K1={TestKeys.Text("K1")}"] });
        Assert.Equal((4, 4), await RemainingAsync(hub));
        (await hub.Admin.PostAsync("/api/v1/keys/rotate")).AssertStatus(202);
        await Wait.UntilAsync(async () => (string?)(await hub.Admin.GetAsync("/api/v1/keys")).Json["rotation"]!["state"] == "DONE");

        Assert.Equal((0, 0), await RemainingAsync(hub));
        Assert.Empty(await TablesAsync(database));
        Assert.Equal("Those of deliveries are encrypted.", await HealthAsync(hub));
        var kept = await hub.Services.GetRequiredService<IDeliveryQueue>().FindAsync(Guid.Parse(waiting), Cancel);
        Assert.Contains(_secret, Encoding.UTF8.GetString(hub.Services.GetRequiredService<DeliveryVault>().Open(kept!).Payload.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHubThatLacksTheKey_LosesNothing_AndTheOneThatHasItGoesOn()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        using var data = new TemporaryDirectory();
        string[] settings = [$"--ConnectionStrings:Postgres={database.ConnectionString}"];
        string adminKey, waiting;
        await using (var sap = await SapHub.StartAsync(new HubServerOptions { Directory = data, Settings = [.. settings, $"--MasterKeys:Keys:K1={TestKeys.Text("K1")}"] }))
            (adminKey, waiting) = (sap.Hub.AdminKey, await DeliverAsync(sap.Hub));
        Assert.Empty(await TablesAsync(database));

        await using (var other = await HubServer.StartAsync(new HubServerOptions { Directory = data, FirstKey = adminKey, Settings = [.. settings, $"--MasterKeys:Keys:K2={TestKeys.Text("K2")}"] }))
        {
            (await other.Admin.PostAsync($"/api/v1/deliveries/{waiting}/retry", new JsonObject())).AssertStatus(200);
            await Wait.UntilAsync(async () => (string?)(await DeliveryAsync(other, waiting))["reason"] == "PAYLOAD_KEY_MISSING");
            Assert.Equal(("QUEUED", 0), ((string?)(await DeliveryAsync(other, waiting))["state"], (int)(await DeliveryAsync(other, waiting))["attempts_made"]!));
            Assert.Equal("Deliveries wait for master keys that this hub does not have: K1.", await HealthAsync(other));

            var dead = (await other.Admin.GetAsync("/api/v1/deliveries?state=DEAD")).AssertStatus(200)["items"]![0]!;
            var refused = (await other.Admin.PostAsync($"/api/v1/dead-letters/{(string?)dead["delivery_id"]}/replay", new JsonObject())).AssertProblem(409, "delivery-state");
            Assert.Contains("its payload cannot be decrypted", (string?)refused["detail"], StringComparison.Ordinal);
        }

        await using var hub = await HubServer.StartAsync(new HubServerOptions { Directory = data, FirstKey = adminKey, Settings = [.. settings, $"--MasterKeys:Keys:K1={TestKeys.Text("K1")}"] });
        (await hub.Admin.PostAsync($"/api/v1/deliveries/{waiting}/retry", new JsonObject())).AssertStatus(200);
        await Wait.UntilAsync(async () => (int)(await DeliveryAsync(hub, waiting))["attempts_made"]! == 1);
        Assert.Equal("CONNECT", (string?)(await DeliveryAsync(hub, waiting))["failure"]!["type"]);
    }

    // One that succeeds, one that dies and is replayed and dies again, one that waits: its id is the answer.
    private async Task<string> DeliverAsync(HubServer hub)
    {
        var done = await HandOverAsync(hub, "MAT-1001");
        await Wait.UntilAsync(async () => (string?)(await DeliveryAsync(hub, done))["state"] == "SUCCEEDED");
        var dead = await HandOverAsync(hub, "MAT-BUSY");
        await Wait.UntilAsync(async () => (string?)(await DeliveryAsync(hub, dead))["state"] == "DEAD");
        var replay = (string)(await hub.Admin.PostAsync($"/api/v1/dead-letters/{dead}/replay", new JsonObject())).AssertStatus(202)["delivery_id"]!;
        await Wait.UntilAsync(async () => (string?)(await DeliveryAsync(hub, replay))["state"] == "DEAD");
        return await HandOverAsync(hub, "MAT-1001", "2100-01-01T00:00:00Z");
    }

    private async Task<string> HandOverAsync(HubServer hub, string material, string? notBefore = null)
    {
        var payload = SapHub.Order(material);
        payload["password"] = _secret;
        var body = new JsonObject { ["payload"] = payload, ["mode"] = "ASYNC" };
        if (notBefore is not null)
            body["not_before"] = notBefore;
        return (string)(await hub.Admin.PostAsync(Path, body)).AssertStatus(202)["delivery_id"]!;
    }

    private static async Task<JsonNode> DeliveryAsync(HubServer hub, string id) => (await hub.Admin.GetAsync($"/api/v1/deliveries/{id}")).AssertStatus(200);

    private static async Task<string?> HealthAsync(HubServer hub) => (string?)(await hub.Admin.GetAsync("/health/ready")).Json["parts"]!["payloads"]!["message"];

    private static async Task<(int Remaining, int InClear)> RemainingAsync(HubServer hub)
    {
        var kind = (await hub.Admin.GetAsync("/api/v1/keys")).AssertStatus(200)["kinds"]!.AsArray().Single(kind => (string?)kind!["kind"] == "DELIVERY")!;
        return ((int)kind["remaining"]!, (int)kind["in_clear"]!);
    }

    private IEnumerable<string> Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => System.IO.Path.GetFileName(file) is not ("hub.lock" or "owner.lock") && Read(file).Contains(_secret, StringComparison.Ordinal));

    private static string Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private async Task<List<string>> TablesAsync(TestDatabase database) =>
        [.. (await PostgresDump.OfAsync(database)).Where(row => Encoding.Latin1.GetString(row.Bytes).Contains(_secret, StringComparison.Ordinal)).Select(row => row.Where)];
}
