using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd;

public sealed class ReplayJobTests
{
    private const int Count = 24;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_job_whose_hub_was_killed_goes_on_in_the_next_and_replays_each_once()
    {
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        string job;
        await using (var first = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores))
        {
            for (var i = 0; i < Count; i++)
                await PostAsync(first.Http, "systems/SAP/endpoints/CREATE_PO/invoke", HubApi.Order($"PO-REPLAY-{i}", "MAT-INVALID").Replace("{ \"payload\"", "{ \"mode\": \"ASYNC\", \"payload\"", StringComparison.Ordinal));
            while ((int)(await first.Http.ReadAsync("/api/v1/dead-letters"))["count"]! < Count)
                await Task.Delay(50, Token);
            var begun = await PostAsync(first.Http, "replay-jobs", $$"""{ "filter": { "endpoint_code": "CREATE_PO" }, "expected_count": {{Count}}, "rate": 6 }""");
            job = $"/api/v1/replay-jobs/{begun.Text("job_id")}";
            while ((int)(await first.Http.ReadAsync(job))["replayed"]! < 5)
                await Task.Delay(50, Token);
            await first.KillAsync();
        }

        await using var next = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores);
        JsonNode state;
        while ((state = await next.Http.ReadAsync(job)).Text("state") != "COMPLETED")
            await Task.Delay(100, Token);

        Assert.Equal((Count, 0, Count), ((int)state["replayed"]!, (int)state["skipped"]!, (int)state["total"]!));
        var deliveries = (await next.Http.ReadAsync("/api/v1/deliveries?limit=500"))["items"]!.AsArray();
        var replayed = deliveries.Where(delivery => delivery!["replay_of"] is not null).Select(delivery => delivery!.Text("replay_of")).ToList();
        Assert.Equal((Count, Count), (replayed.Count, replayed.Distinct(StringComparer.Ordinal).Count()));
        Assert.Equal(Count, deliveries.Count(delivery => delivery!.Text("state") == "RESOLVED"));
    }

    private static async Task<JsonNode> PostAsync(HttpClient hub, string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await hub.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), body, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!;
    }
}
