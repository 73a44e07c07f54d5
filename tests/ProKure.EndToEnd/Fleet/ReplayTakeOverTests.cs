using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ProKure.EndToEnd.Fleet;

public sealed class ReplayTakeOverTests
{
    private const int Count = 24;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_job_whose_hub_was_killed_is_taken_over_by_the_other_and_replays_each_once()
    {
        await using var hubs = await PostgresHubs.StartAsync();
        for (var i = 0; i < Count; i++)
            Assert.Equal(HttpStatusCode.Accepted, (await (i % 2 == 0 ? hubs.First : hubs.Second).Http.QueueOrderAsync($"PO-REPLAY-{i}", "MAT-INVALID")).Status);
        while ((int)(await hubs.First.Http.ReadAsync("/api/v1/dead-letters"))["count"]! < Count)
            await Task.Delay(50, Token);

        var begun = await PostAsync(hubs.First.Http, "replay-jobs", $$"""{ "filter": { "endpoint_code": "CREATE_PO" }, "expected_count": {{Count}}, "rate": 6 }""");
        var job = $"/api/v1/replay-jobs/{begun.Text("job_id")}";
        while ((int)(await hubs.First.Http.ReadAsync(job))["replayed"]! < 5)
            await Task.Delay(50, Token);
        var working = await hubs.HolderOfAsync("replay_jobs");
        Assert.NotNull(working);
        var other = working == hubs.First ? hubs.Second : hubs.First;
        await working.KillAsync();
        Assert.Equal("RUNNING", (await other.Http.ReadAsync(job)).Text("state"));

        JsonNode state;
        while ((state = await other.Http.ReadAsync(job)).Text("state") != "COMPLETED")
            await Task.Delay(100, Token);

        Assert.Equal((Count, 0, Count), ((int)state["replayed"]!, (int)state["skipped"]!, (int)state["total"]!));
        var deliveries = (await other.Http.ReadAsync("/api/v1/deliveries?limit=500"))["items"]!.AsArray();
        var replayed = deliveries.Where(delivery => delivery!["replay_of"] is not null).Select(delivery => delivery!.Text("replay_of")).ToList();
        Assert.Equal((Count, Count), (replayed.Count, replayed.Distinct(StringComparer.Ordinal).Count()));
    }

    private static async Task<JsonNode> PostAsync(HttpClient hub, string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await hub.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), body, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!;
    }
}
