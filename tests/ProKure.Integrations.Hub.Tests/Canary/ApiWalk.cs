using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Reads everything that the API shows about what happened.</summary>
internal sealed class ApiWalk(HubClient client, Evidence evidence)
{
    private static readonly string[] Lists =
    [
        "dead-letters", "audit", "circuits", "configuration/history", "systems", "systems/CANARY/endpoints", "systems/CANARY/transforms", "systems/CANARY/code-mapping-sets", "credentials", "api-keys", "organizations",
        "retention-classes", "retry-policies", "legal-holds", "retention/runs", "erasures", "system/reconciliation", "archive/files",
    ];

    /// <summary>All routes that read, but for the archive.</summary>
    public async Task ReadAllAsync()
    {
        foreach (var list in Lists)
            await ReadAsync(Places.Api, $"/api/v1/{list}");
        await ReadAsync(Places.Api, "/health/ready");
        HashSet<string> acts = new(StringComparer.Ordinal);
        foreach (var log in await ItemsAsync("/api/v1/logs?limit=200&from=2020-01-01"))
            await ReadLogAsync(log, acts);
        foreach (var act in acts)
            await ReadAsync(Places.Api, $"/api/v1/traces/{act}");
        foreach (var delivery in await ItemsAsync("/api/v1/deliveries?limit=200"))
            await ReadAsync(Places.Api, $"/api/v1/deliveries/{delivery["delivery_id"]}");
        foreach (var job in await ItemsAsync("/api/v1/replay-jobs"))
            await ReadAsync(Places.Api, $"/api/v1/replay-jobs/{job["job_id"]}");
        evidence.Add(Places.Api, "redaction/scan", (await client.PostAsync("/api/v1/redaction/scan", new JsonObject { ["system"] = "CANARY", ["limit"] = 500 })).Text);
    }

    /// <summary>All documents of the archive.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> ReadArchiveAsync()
    {
        var documents = await ItemsAsync("/api/v1/archive/documents?limit=200", Places.Archive);
        foreach (var document in documents)
            await ReadAsync(Places.Archive, $"/api/v1/archive/documents/{document["request_id"]}");
        return documents.Count;
    }

    private async Task ReadLogAsync(JsonNode log, HashSet<string> acts)
    {
        acts.Add((string)log["correlation_id"]!);
        var document = (await ReadAsync(Places.Api, $"/api/v1/logs/{log["request_id"]}")).AssertStatus(200);
        foreach (var side in new[] { "request", "response" })
            await ReadAsync(document[$"{side}_body_ref"] is null ? Places.Api : Places.Bodies, $"/api/v1/logs/{log["request_id"]}/{side}-body");
    }

    private async Task<List<JsonNode>> ItemsAsync(string path, string place = Places.Api)
    {
        List<JsonNode> items = [];
        string? cursor = null;
        do
        {
            var page = (await ReadAsync(place, cursor is null ? path : $"{path}&cursor={cursor}")).AssertStatus(200);
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);
        return items;
    }

    private async Task<Answer> ReadAsync(string place, string path)
    {
        var answer = await client.GetAsync(path);
        Assert.True(answer.Status is 200 or 404 or 410, $"{path}: {answer.Text}");
        evidence.Add(place, path, answer.Text);
        return answer;
    }
}
