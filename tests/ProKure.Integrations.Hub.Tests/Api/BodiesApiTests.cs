using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class BodiesApiTests(SapHubFixture sap)
{
    private const int Fill = 3 << 20;

    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Read_LongBodies_ComeWholeRedactedAndAsFiles()
    {
        var (id, log) = await EchoAsync("LONG_BODIES");

        Assert.True((bool)log["request_truncated"]!);
        Assert.Equal("JSON", (string?)log["request_body_format"]);
        foreach (var side in new[] { "request", "response" })
        {
            var reference = log[$"{side}_body_ref"]!;
            var answer = await Admin.GetAsync($"/api/v1/logs/{id}/{side}-body");

            Assert.Equal((200, "application/json", "bytes"), (answer.Status, answer.Header("Content-Type"), answer.Header("Accept-Ranges")));
            Assert.Equal($"\"{(string?)reference["sha256"]}\"", answer.Header("ETag"));
            Assert.StartsWith($"attachment; filename={id}-{side}.json", answer.Header("Content-Disposition"), StringComparison.Ordinal);
            Assert.Equal(((long)reference["bytes"]!, (string?)reference["sha256"]), (Encoding.UTF8.GetByteCount(answer.Text), Hash(answer.Text)));
            Assert.Equal("[REDACTED]", (string?)answer.Json["password"]);
            Assert.Equal(Fill, ((string)answer.Json["text"]!).Length);
        }
    }

    [Fact]
    public async Task Read_Ranges_AreThoseOfTheBody()
    {
        var (id, _) = await EchoAsync("RANGED_BODIES");
        var whole = (await Admin.GetAsync($"/api/v1/logs/{id}/response-body")).Text;

        foreach (var (range, from, to) in new[] { ("bytes=0-0", 0, 0), ("bytes=300000-1700000", 300_000, 1_700_000), ("bytes=-10", whole.Length - 10, whole.Length - 1), ($"bytes={whole.Length - 5}-", whole.Length - 5, whole.Length - 1) })
        {
            var part = await Admin.GetAsync($"/api/v1/logs/{id}/response-body", ("Range", range));

            Assert.Equal((206, string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{whole.Length}")), (part.Status, part.Header("Content-Range")));
            Assert.Equal(whole[from..(to + 1)], part.Text);
        }

        var beyond = await Admin.GetAsync($"/api/v1/logs/{id}/response-body", ("Range", $"bytes={whole.Length}-"));
        beyond.AssertProblem(416, "range-not-satisfiable");
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"bytes */{whole.Length}"), beyond.Header("Content-Range"));
    }

    [Fact]
    public async Task Read_KnownETag_NeedNotComeAgain()
    {
        var (id, log) = await EchoAsync("TAGGED_BODIES");

        var again = await Admin.GetAsync($"/api/v1/logs/{id}/response-body", ("If-None-Match", $"\"{(string?)log["response_body_ref"]!["sha256"]}\""));

        Assert.Equal((304, ""), (again.Status, again.Text));
    }

    [Fact]
    public async Task Read_ShortBody_ComesFromTheLog()
    {
        var answer = (await Admin.InvokeAsync("CREATE_PO", SapHub.Order())).AssertStatus(200);

        var body = await Admin.GetAsync($"/api/v1/logs/{(string?)answer["request_id"]}/request-body");

        Assert.Equal((200, "V-100045", $"\"{Hash(body.Text)}\""), (body.Status, (string?)body.Json["PurchaseOrder"]!["VendorCode"], body.Header("ETag")));
    }

    [Fact]
    public async Task Read_NoBodyOrNoDocument_IsAProblem()
    {
        var refused = (await Admin.PostTextAsync("/api/v1/systems/ABSENT/endpoints/ANY/invoke", """{"payload":{}}""")).AssertProblem(404, "unknown-system");

        (await Admin.GetAsync($"{(string?)refused["instance"]}/response-body")).AssertProblem(404, "body-not-kept");
        (await Admin.GetAsync("/api/v1/logs/01933f3c-8a10-7c55-b5e5-3f3c8a107c55/request-body")).AssertProblem(404, "log-not-found");
        (await Admin.GetAsync("/api/v1/logs/none/request-body")).AssertProblem(400, "invalid-parameter");
    }

    [Fact]
    public async Task Read_KeyForOtherSystems_SeesNothing()
    {
        var (id, _) = await EchoAsync("PRIVATE_BODIES");
        using var other = await sap.Hub.ClientWithAsync(["logs:read"], "SAP");
        using var withoutScope = await sap.Hub.ClientWithAsync(["invoke"], "PRIVATE-BODIES");
        using var reader = await sap.Hub.ClientWithAsync(["logs:read"], "PRIVATE-BODIES");

        (await other.GetAsync($"/api/v1/logs/{id}/response-body")).AssertProblem(404, "log-not-found");
        (await withoutScope.GetAsync($"/api/v1/logs/{id}/response-body")).AssertProblem(403, "missing-scope");
        Assert.Equal(200, (await reader.GetAsync($"/api/v1/logs/{id}/response-body")).Status);
    }

    [Fact]
    public async Task Read_ObjectIsGoneOrDamaged_IsAProblem()
    {
        var (id, log) = await EchoAsync("LOST_BODIES");
        var store = sap.Hub.Services.GetRequiredService<IObjectStore>();
        var key = (string)log["response_body_ref"]!["key"]!;
        await Wait.UntilAsync(async () => await store.FindLengthAsync(key, TestContext.Current.CancellationToken) is not null && sap.Hub.Services.GetRequiredService<HubSpool>().WholeBodies.Count == 0);

        await store.PutAsync(key, new MemoryStream(new byte[100]), TestContext.Current.CancellationToken);
        (await Admin.GetAsync($"/api/v1/logs/{id}/response-body")).AssertProblem(500, "body-damaged");
        await store.DeleteAsync(key, TestContext.Current.CancellationToken);
        (await Admin.GetAsync($"/api/v1/logs/{id}/response-body")).AssertProblem(410, "body-gone");
    }

    [Fact]
    public async Task Read_StoreIsAway_WaitingBodiesComeAndOthersAskForPatience()
    {
        using var data = new TemporaryDirectory();
        var store = new AwayStore();
        await using var hub = await SapHub.StartAsync(new HubServerOptions { Directory = data, Customize = services => services.AddSingleton<IObjectStore>(store) });

        // The body waits in the outbox as long as the store takes none.
        var (id, _) = await EchoAsync("AWAY_BODIES", hub.Hub);
        Assert.Equal(200, (await hub.Hub.Admin.GetAsync($"/api/v1/logs/{id}/response-body")).Status);

        var waiting = hub.Hub.Services.GetRequiredService<HubSpool>();
        Assert.Equal(2, waiting.WholeBodies.Count);
        Assert.Equal("DEGRADED", (string?)(await hub.Hub.Admin.GetAsync("/health/ready")).Json["parts"]!["bodies"]!["status"]);
        foreach (var file in Directory.GetFiles(data.Path, "*.body", SearchOption.AllDirectories))
            File.Delete(file);

        var away = await hub.Hub.Admin.GetAsync($"/api/v1/logs/{id}/response-body");
        away.AssertProblem(503, "store-unavailable");
        Assert.NotNull(away.Header("Retry-After"));
    }

    private Task<(string Id, JsonNode Log)> EchoAsync(string endpoint) => EchoAsync(endpoint, sap.Hub);

    private static async Task<(string Id, JsonNode Log)> EchoAsync(string endpoint, HubServer hub)
    {
        var baseUrl = (await hub.Admin.GetAsync("/api/v1/systems/SAP")).AssertStatus(200)["base_url"]!.GetValue<string>();
        var system = endpoint.Replace('_', '-');
        await hub.CreateSystemAsync(system, new Uri(baseUrl).GetLeftPart(UriPartial.Authority));
        await hub.CreateEndpointAsync(endpoint, "/echo/body", system: system);
        var body = new JsonObject { ["payload"] = new JsonObject { ["password"] = "hunter2-hunter2", ["text"] = new string('x', Fill) } };
        var answer = (await hub.Admin.PostAsync($"/api/v1/systems/{system}/endpoints/{endpoint}/invoke", body)).AssertStatus(200);
        var id = answer["request_id"]!.GetValue<string>();
        return (id, (await hub.Admin.GetAsync($"/api/v1/logs/{id}")).AssertStatus(200));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed class AwayStore : IObjectStore
    {
        public string Name => "away";

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => throw new StoreUnavailableException("Away.");

        public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken) => throw new StoreUnavailableException("Away.");

        public Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken) => throw new StoreUnavailableException("Away.");

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new StoreUnavailableException("Away.");

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => throw new StoreUnavailableException("Away.");

        public Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new StoreUnavailableException("Away.");
    }
}
