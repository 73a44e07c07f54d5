using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Upkeep;

/// <summary>A hub killed again and again in the middle of retention: what has to stay is there each time, and the last one ends what the first began.</summary>
internal static class RetentionKilled
{
    private const int Each = 40;
    private const int Kills = 3;
    private const int Batch = 5;
    private const string Month = "MONTH", Kept = "KEPT", Lawsuit = "PO-LAWSUIT", Order = "PO-1";

    // So slow that a kill meets it in the middle.
    private static readonly string[] Settings =
    [
        "--Retention:LookInterval=00:00:00.100", $"--Retention:BatchSize={Batch}", "--Retention:BatchPause=00:00:00.060", "--Objects:OrphanAge=00:01:00", "--Objects:UpkeepInterval=00:00:01",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task RunAsync(KilledHubStores stores, ITestOutputHelper output)
    {
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        var killed = new KilledHub(stores, sap, Settings, output);
        await using (var first = await killed.StartAsync())
        {
            await PostAsync(first, "retention-classes", new JsonObject { ["code"] = Month, ["log_days"] = 30, ["object_days"] = 10, ["metadata_days"] = 30 });
            await PostAsync(first, "retention-classes", new JsonObject { ["code"] = Kept, ["log_days"] = 30, ["archive"] = true });
            await PostAsync(first, "legal-holds", new JsonObject { ["scope"] = new JsonObject { ["entity_type"] = "PURCHASE_ORDER", ["entity_id"] = Lawsuit }, ["reason"] = "lawsuit" });
            while ((await first.Http.ReadAsync("/api/v1/retention/runs"))["items"]!.AsArray().All(run => run!.Text("status") != "DONE"))
                await Task.Delay(50, Token);
            await first.KillAsync();
        }

        // The hold is older than what it covers: the run itself has to mark it, before it removes anything.
        var (over, forgetful) = (OldRecords.Make(Each, TimeSpan.FromDays(40), Month, Order), OldRecords.Make(Each, TimeSpan.FromDays(20), Month, Order));
        var (held, unarchived, young) = (
            OldRecords.Make(Each / 2, TimeSpan.FromDays(41), Month, Lawsuit), OldRecords.Make(Each / 2, TimeSpan.FromDays(42), Kept, Order), OldRecords.Make(Each / 2, TimeSpan.FromDays(5), Month, Order));
        List<LogDocument> stay = [.. held, .. unarchived, .. young];
        await using (var beside = stores.Open())
        {
            await OldRecords.WriteAsync(beside, [.. over, .. forgetful, .. stay]);
            await OverdueAsync(beside);
        }

        OldRecords.Age(stores.Bodies);
        Assert.Equal(Kills, await killed.KillAsync(Kills, over.Count + forgetful.Count, _ => Task.CompletedTask, LookAsync));

        await using (var last = await killed.StartAsync())
        {
            while ((await last.Http.ReadAsync("/api/v1/retention/runs?limit=1"))["items"]![0]!.Text("status") != "DONE" || killed.CountBodies() > stay.Count)
                await Task.Delay(50, Token);
            var runs = (await last.Http.ReadAsync("/api/v1/retention/runs"))["items"]!.AsArray();
            Assert.InRange(runs.Count(run => run!.Text("status") == "INTERRUPTED"), Kills, int.MaxValue);
            Assert.Equal(held.Count, (int)runs[0]!["kept"]!.AsArray().Single(kept => (string?)kept!["retention_class"] == Month)!["held"]!);
            Assert.Equal(unarchived.Count, (int)runs[0]!["kept"]!.AsArray().Single(kept => (string?)kept!["retention_class"] == Kept)!["unarchived"]!);

            // What was removed is told, but perhaps for the batch that a kill met.
            var told = runs.SelectMany(run => run!["removed"]!.AsArray()).Where(line => line!.Text("store") == "LOG").Sum(line => (int)line!["count"]!);
            Assert.InRange(told, over.Count - (Kills * Batch), over.Count);
            var entries = (await last.Http.ReadAsync("/api/v1/audit?action=retention."))["items"]!.AsArray();
            Assert.Equal(runs.Where(run => (int)run!["total"]! > 0).Select(run => run!.Text("id")), entries.Select(entry => entry!.Text("id")), StringComparer.Ordinal);
            await last.KillAsync();
        }

        await LookAsync();
        Assert.Equal(stay.SelectMany(OldRecords.KeysOf).Select(Path.GetFileName).Order(StringComparer.Ordinal), killed.Files().Order(StringComparer.Ordinal), StringComparer.Ordinal);
        await using var end = stores.Open();
        var (log, summaries) = (end.GetRequiredService<IIntegrationLogStore>(), end.GetRequiredService<ISummaryStore>());
        foreach (var document in over)
        {
            Assert.Null(await log.FindAsync(document.Entry.RequestId, Token));
            Assert.Null(await summaries.FindAsync(document.Entry.RequestId, Token));
        }

        foreach (var document in forgetful)
            Assert.True((await log.FindAsync(document.Entry.RequestId, Token))!.Response!.Reference!.IsExpired);
        foreach (var document in held)
            Assert.True((await log.FindAsync(document.Entry.RequestId, Token))!.Entry.LegalHold);

        async Task LookAsync()
        {
            await using var beside = stores.Open();
            var (records, counted) = (beside.GetRequiredService<IIntegrationLogStore>(), beside.GetRequiredService<ISummaryStore>());
            var files = killed.Files().ToHashSet(StringComparer.Ordinal);
            foreach (var document in stay)
            {
                Assert.True(await records.FindAsync(document.Entry.RequestId, Token) is not null, $"{document.Entry.RequestId} of {document.Entry.CreatedAt:O} is gone.");
                Assert.NotNull(await counted.FindAsync(document.Entry.RequestId, Token));
            }

            foreach (var document in (LogDocument[])[.. stay, .. over, .. forgetful])
            {
                if (await records.FindAsync(document.Entry.RequestId, Token) is { } stored)
                    Assert.All(OldRecords.KeysOf(stored), key => Assert.Contains(Path.GetFileName(key), files));
            }
        }
    }

    // As if the last run were long ago: what was asked for is done at once.
    private static async Task OverdueAsync(IServiceProvider stores)
    {
        var runs = stores.GetRequiredService<ProKure.Integrations.Retention.IRetentionRuns>();
        foreach (var run in (await runs.ListAsync(null, 50, Token)).Items)
            await runs.PutAsync(run with { StartedAt = run.StartedAt?.AddDays(-1) }, Token);
    }

    private static async Task PostAsync(HubProcess hub, string path, JsonObject body)
    {
        using var answer = await hub.Http.PostAsJsonAsync(new Uri($"/api/v1/{path}", UriKind.Relative), body, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
