using System.Text.Json.Nodes;
using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Hub.Tests.Erasure;

/// <summary>An erasure by two hubs with the log in MongoDB and everything else in PostgreSQL.</summary>
public sealed class ErasureOnServersTests
{
    private readonly string _canary = $"ERASE-{Guid.CreateVersion7():N}";
    private readonly string _other = $"KEEP-{Guid.CreateVersion7():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erasure_WithTwoHubs_LeavesNothingInBothDatabases()
    {
        var mongo = await TestMongo.GetAsync();
        var name = await mongo.CreateDatabaseAsync();
        using var client = new MongoClient(mongo.ConnectionString);
        await using var postgres = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        string[] settings = [$"--ConnectionStrings:MongoDb={mongo.ConnectionString}", $"--MongoDb:Database={name}", $"--ConnectionStrings:Postgres={postgres.ConnectionString}"];
        try
        {
            await using var sap = await SapHub.StartAsync(new HubServerOptions { Settings = settings });
            await using var second = await HubServer.StartAsync(new HubServerOptions { Settings = settings, FirstKey = sap.Hub.AdminKey });
            await sap.Hub.CreateSystemAsync("ECHO", sap.Sap.BaseUrl.GetLeftPart(UriPartial.Authority));
            await sap.Hub.CreateEndpointAsync("ECHO", "/echo/body", endpoint => endpoint["query"] = new JsonObject { ["note"] = "note" }, "ECHO");
            foreach (var (supplier, text) in new[] { ("4711", _canary), ("4712", _other) })
                await CallAsync(sap.Hub, supplier, text);
            Assert.Equal((2, 1, 1), await FoundAsync(_canary));

            var order = (await second.Admin.PostAsync("/api/v1/erasures", new JsonObject { ["entity_type"] = "SUPPLIER", ["entity_id"] = "4711", ["reason"] = "asked for" })).AssertStatus(202);
            var path = $"/api/v1/erasures/{(string?)order["erasure_id"]}";
            await Wait.UntilAsync(async () => (string?)(order = (await sap.Hub.Admin.GetAsync(path)).AssertStatus(200))["state"] == "COMPLETED");

            var report = order["report"]!;
            Assert.True((bool)report["verification"]!["is_clean"]!, report.ToJsonString());
            Assert.Equal((2, 1, 1), ((int)report["removed"]!["documents"]!, (int)report["removed"]!["deliveries"]!, (int)report["removed"]!["answers"]!));
            Assert.Equal(["MongoDB keeps", "PostgreSQL ke"], report["remarks"]!.AsArray().Select(remark => ((string)remark!)[..13]), StringComparer.Ordinal);
            Assert.EndsWith("Z", (string?)report["ended_at"], StringComparison.Ordinal);
            Assert.Equal((0, 0, 0), await FoundAsync(_canary));
            Assert.Equal((2, 1, 1), await FoundAsync(_other));
        }
        finally
        {
            await client.DropDatabaseAsync(name, CancellationToken.None);
        }

        // Documents, payloads of deliveries, kept answers.
        async Task<(int Documents, int Payloads, int Answers)> FoundAsync(string text)
        {
            var logs = await client.GetDatabase(name).GetCollection<BsonDocument>("integration_logs").Find(new BsonDocument()).ToListAsync(Cancel);
            var payloads = await postgres.ReadAsync<byte[]>("SELECT payload FROM delivery_content");
            var answers = await postgres.ReadAsync<byte[]>("SELECT answer FROM idempotency_key WHERE answer IS NOT NULL");
            return (logs.Count(log => log.ToJson().Contains(text, StringComparison.Ordinal)), Count(payloads), Count(answers));

            int Count(List<byte[]> all) => all.Count(bytes => System.Text.Encoding.Latin1.GetString(bytes).Contains(text, StringComparison.Ordinal));
        }
    }

    private static async Task CallAsync(HubServer hub, string supplier, string text)
    {
        var body = new JsonObject
        {
            ["payload"] = new JsonObject { ["note"] = text },
            ["context"] = new JsonObject { ["entity_type"] = "SUPPLIER", ["entity_id"] = supplier },
        };
        (await hub.Admin.PostAsync("/api/v1/systems/ECHO/endpoints/ECHO/invoke", body.DeepClone(), ("Idempotency-Key", supplier))).AssertStatus(200);
        body["mode"] = "ASYNC";
        var delivery = (await hub.Admin.PostAsync("/api/v1/systems/ECHO/endpoints/ECHO/invoke", body)).AssertStatus(202);
        await Wait.UntilAsync(async () => (string?)(await hub.Admin.GetAsync($"/api/v1/deliveries/{(string?)delivery["delivery_id"]}")).AssertStatus(200)["state"] == "SUCCEEDED");
    }
}
