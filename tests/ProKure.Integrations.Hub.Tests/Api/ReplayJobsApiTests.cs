using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

/// <summary>Replays of many, in a hub as it runs.</summary>
public sealed class ReplayJobsApiTests(SapHubFixture sap)
{
    private static int _number;

    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Job_ReplaysWhatTheFilterMeans_AndSaysHowFarItIs()
    {
        var filter = await DeadAsync(5);

        var preview = (await Admin.PostAsync("/api/v1/replay-jobs/preview", new JsonObject { ["filter"] = filter.DeepClone() })).AssertStatus(200);
        Assert.Equal((5, 0), ((int?)preview["count"], (int?)preview["may_be_done"]));
        var begun = await Admin.PostAsync("/api/v1/replay-jobs", new JsonObject { ["filter"] = filter.DeepClone(), ["expected_count"] = 5, ["rate"] = 100, ["note"] = "SAP is back" });
        var job = begun.AssertStatus(202);
        Assert.Equal((5, "RUNNING", "First admin key (ADMIN)"), ((int?)job["total"], (string?)job["state"], (string?)job["created_by"]));

        job = await UntilAsync(begun.Header("Location")!, state => state == "COMPLETED");

        Assert.Equal((5, 0), ((int?)job["replayed"], (int?)job["skipped"]));
        Assert.NotNull((string?)job["finished_at"]);
        var deliveries = (await Admin.GetAsync($"/api/v1/deliveries?entity_id={filter["entity_id"]}")).AssertStatus(200)["items"]!.AsArray();
        Assert.Equal((5, 5), (deliveries.Count(item => (string?)item!["state"] == "RESOLVED"), deliveries.Count(item => item!["replay_of"] is not null)));
        Assert.Contains((await Admin.GetAsync("/api/v1/replay-jobs")).AssertStatus(200)["items"]!.AsArray(), item => (string?)item!["job_id"] == (string?)job["job_id"]);
    }

    [Fact]
    public async Task Job_PassesOverWhatMayHaveBeenDone()
    {
        await sap.Hub.CreateEndpointAsync("ONCE_MANY", "/purchase-orders", endpoint => endpoint["request_transform"] = "CREATE_PO_REQUEST");
        var filter = await DeadAsync(2, "ONCE_MANY");

        var begun = await Admin.PostAsync("/api/v1/replay-jobs", new JsonObject { ["filter"] = filter, ["rate"] = 100 });
        var job = await UntilAsync(begun.Header("Location")!, state => state == "COMPLETED");

        Assert.Equal((0, 2), ((int?)job["replayed"], (int?)job["skipped"]));
    }

    [Fact]
    public async Task Job_IsPausedResumedAndAborted()
    {
        var filter = await DeadAsync(4);
        var location = (await Admin.PostAsync("/api/v1/replay-jobs", new JsonObject { ["filter"] = filter, ["rate"] = 0.02 })).Header("Location")!;
        await Wait.UntilAsync(async () => (int?)(await Admin.GetAsync(location)).AssertStatus(200)["replayed"] == 1);

        Assert.Equal("PAUSED", (string?)(await Admin.PostAsync($"{location}/pause", null)).AssertStatus(200)["state"]);
        (await Admin.PostAsync($"{location}/pause", null)).AssertProblem(409, "replay-job-state");
        Assert.Equal("RUNNING", (string?)(await Admin.PostAsync($"{location}/resume", null)).AssertStatus(200)["state"]);
        var aborted = (await Admin.PostAsync($"{location}/abort", null)).AssertStatus(200);
        Assert.Equal("ABORTED", (string?)aborted["state"]);
        (await Admin.PostAsync($"{location}/resume", null)).AssertProblem(409, "replay-job-state");

        Assert.InRange((int)(await Admin.GetAsync(location)).AssertStatus(200)["replayed"]!, 1, 2);
    }

    [Fact]
    public async Task Job_WithoutAFilter_OrWithAnotherCount_IsRefused()
    {
        var filter = await DeadAsync(1);

        foreach (var path in new[] { "/api/v1/replay-jobs", "/api/v1/replay-jobs/preview" })
        {
            var problem = (await Admin.PostAsync(path, new JsonObject { ["filter"] = new JsonObject() })).AssertProblem(400, "empty-filter");
            Assert.Contains("system_code", (string?)problem["detail"], StringComparison.Ordinal);
        }

        var changed = (await Admin.PostAsync("/api/v1/replay-jobs", new JsonObject { ["filter"] = filter.DeepClone(), ["expected_count"] = 7 })).AssertProblem(409, "replay-count-changed");
        Assert.Contains("Expected 7 dead letters, found 1", (string?)changed["detail"], StringComparison.Ordinal);
        (await Admin.PostAsync("/api/v1/replay-jobs", new JsonObject { ["filter"] = filter.DeepClone(), ["rate"] = 0 })).AssertProblem(422, "invalid-body");
        (await Admin.PostAsync("/api/v1/replay-jobs", new JsonObject { ["filter"] = filter.DeepClone(), ["state"] = "DEAD" })).AssertProblem(422, "invalid-body");
        (await Admin.GetAsync($"/api/v1/replay-jobs/{Guid.Empty}")).AssertProblem(404, "replay-job-not-found");
    }

    private async Task<JsonObject> DeadAsync(int count, string endpoint = "CREATE_PO")
    {
        var entity = $"PO-MANY-{Interlocked.Increment(ref _number)}";
        for (var i = 0; i < count; i++)
        {
            (await Admin.PostAsync($"/api/v1/systems/SAP/endpoints/{endpoint}/invoke", new JsonObject
            {
                ["mode"] = "ASYNC",
                ["payload"] = SapHub.Order("MAT-FAIL", $"{entity}-{i}"),
                ["context"] = new JsonObject { ["entity_type"] = "PURCHASE_ORDER", ["entity_id"] = entity },
            })).AssertStatus(202);
        }

        await Wait.UntilAsync(async () => (int?)(await Admin.GetAsync($"/api/v1/dead-letters?entity_id={entity}")).AssertStatus(200)["count"] == count);
        return new JsonObject { ["entity_id"] = entity };
    }

    private async Task<JsonNode> UntilAsync(string location, Func<string?, bool> isThere)
    {
        JsonNode job = new JsonObject();
        await Wait.UntilAsync(async () => isThere((string?)(job = (await Admin.GetAsync(location)).AssertStatus(200))["state"]));
        return job;
    }
}
