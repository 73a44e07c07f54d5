using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Upkeep;

/// <summary>A hub killed again and again in the middle of an erasure: the last one ends it, once, and leaves of the entity that it happened.</summary>
internal static class ErasureKilled
{
    private const int Documents = 480;
    private const int Kills = 3;
    private const string Erased = "PO-4711", Other = "PO-4712";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task RunAsync(KilledHubStores stores, ITestOutputHelper output)
    {
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        var killed = new KilledHub(stores, sap, [], output);
        await using (var first = await killed.StartAsync())
        {
            foreach (var order in new[] { Erased, Other })
            {
                await first.Http.CreateOrderAsync(order, "MAT-1001");
                var delivery = (await first.Http.QueueOrderAsync(order, "MAT-1001")).Answer.Text("delivery_id");
                while ((await first.Http.ReadAsync($"/api/v1/deliveries/{delivery}")).Text("state") != "SUCCEEDED")
                    await Task.Delay(20, Token);
            }

            await first.KillAsync();
        }

        var canary = $"ERASE-{Guid.CreateVersion7():N}";
        var (about, others) = (OldRecords.Make(Documents, TimeSpan.FromDays(5), null, Erased, canary), OldRecords.Make(Documents / 20, TimeSpan.FromDays(5), null, Other));
        await using (var beside = stores.Open())
            await OldRecords.WriteAsync(beside, [.. about, .. others]);

        // Asked for once; every hub that starts goes on by itself.
        string? erasure = null;
        var inTheMiddle = await killed.KillAsync(Kills, Documents, async hub => erasure ??= await AskAsync(hub), LookAsync);
        Assert.InRange(inTheMiddle, 1, Kills);

        await using (var last = await killed.StartAsync())
        {
            JsonNode order;
            while ((order = await last.Http.ReadAsync($"/api/v1/erasures/{erasure}")).Text("state") != "COMPLETED")
                await Task.Delay(50, Token);
            var report = order["report"]!;
            Assert.True((bool)report["verification"]!["is_clean"]!, report.ToJsonString());
            Assert.Equal(Documents + 2, report["erased"]!.AsArray().Sum(endpoint => (int)endpoint!["documents"]!));
            var entries = (await last.Http.ReadAsync("/api/v1/audit?action=erasure."))["items"]!.AsArray();
            Assert.Equal(["erasure.completed", "erasure.requested"], entries.Select(entry => entry!.Text("action")), StringComparer.Ordinal);
            await last.KillAsync();
        }

        await LookAsync();
        await AssertErasedAsync(stores, about);
        Assert.Equal(others.SelectMany(OldRecords.KeysOf).Select(Path.GetFileName).Order(StringComparer.Ordinal), killed.Files().Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(stores.Folder, "*", SearchOption.AllDirectories), file => File.ReadAllText(file, Encoding.Latin1).Contains(canary, StringComparison.Ordinal));

        // Whatever was done so far: what it is not about is whole, and what is not yet erased has all that it refers to.
        async Task LookAsync()
        {
            await using var beside = stores.Open();
            var records = beside.GetRequiredService<IIntegrationLogStore>();
            var files = killed.Files().ToHashSet(StringComparer.Ordinal);
            foreach (var document in others)
            {
                var stored = (await records.FindAsync(document.Entry.RequestId, Token))!;
                Assert.Null(stored.Entry.ErasedAt);
                Assert.Equal(document.Request!.Body.ToArray(), stored.Request!.Body.ToArray());
            }

            foreach (var document in (LogDocument[])[.. about, .. others])
                Assert.All(OldRecords.KeysOf((await records.FindAsync(document.Entry.RequestId, Token))!), key => Assert.Contains(Path.GetFileName(key), files));
        }
    }

    private static async Task AssertErasedAsync(KilledHubStores stores, IReadOnlyList<LogDocument> documents)
    {
        await using var beside = stores.Open();
        var (log, summaries) = (beside.GetRequiredService<IIntegrationLogStore>(), beside.GetRequiredService<ISummaryStore>());
        foreach (var document in documents)
        {
            var left = (await log.FindAsync(document.Entry.RequestId, Token))!;
            Assert.Equal((null, null), (left.Request, left.Response));
            Assert.Equal((LogStatus.Success, 201, Erased), (left.Entry.Status, left.Entry.ResponseStatus, left.Entry.Context.EntityId));
            Assert.NotNull(left.Entry.ErasedAt);
            Assert.NotNull(await summaries.FindAsync(document.Entry.RequestId, Token));
        }
    }

    private static async Task<string> AskAsync(HubProcess hub)
    {
        using var answer = await hub.Http.PostAsJsonAsync(
            new Uri("/api/v1/erasures", UriKind.Relative), new JsonObject { ["entity_type"] = "PURCHASE_ORDER", ["entity_id"] = Erased, ["reason"] = "asked for" }, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!.Text("erasure_id");
    }
}
