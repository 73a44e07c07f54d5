using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Hub.Tests.Retention;

/// <summary>Documents expire, are held and let go, as operators and auditors see it.</summary>
public sealed class RetentionApiTests : IAsyncDisposable
{
    private HubServer? _hub;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HubClient Admin => _hub!.Admin;

    private IIntegrationLogStore Log => _hub!.Services.GetRequiredService<IIntegrationLogStore>();

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Hold_KeepsWhatItCovers_UntilItIsReleased()
    {
        await StartAsync();
        var (held, plain) = (await WriteAsync(40, "PO-HELD"), await WriteAsync(41, "PO-PLAIN"));
        var scope = new JsonObject { ["entity_type"] = "PURCHASE_ORDER", ["entity_id"] = "PO-HELD" };

        Assert.Equal(1, (int)(await Admin.PostAsync("/api/v1/legal-holds/preview", scope.DeepClone())).AssertStatus(200)["count"]!);
        (await PlaceAsync(scope, expected: 2)).AssertProblem(409, "hold-count-changed");
        var placed = await PlaceAsync(scope, expected: 1);
        var hold = placed.AssertStatus(201);
        Assert.Equal(("ENTITY", 1, $"/api/v1/legal-holds/{(string?)hold["id"]}"), ((string?)hold["kind"], (int)hold["newly_held"]!, placed.Header("Location")));

        var preview = (await RunAsync(dryRun: true)).AssertStatus(200);
        Assert.Equal((true, "DONE", 1), ((bool)preview["dry_run"]!, (string?)preview["status"], (int)preview["total"]!));
        var line = Assert.Single(preview["removed"]!.AsArray())!;
        Assert.Equal(("LOG", "MONTH", "SAP", 1), ((string?)line["store"], (string?)line["retention_class"], (string?)line["system_code"], (int)line["count"]!));
        Assert.Equal((string?)line["oldest"], (string?)line["newest"]);
        Assert.Equal(1, (int)Assert.Single(preview["kept"]!.AsArray())!["held"]!);
        Assert.NotNull(await Log.FindAsync(plain, Cancel));

        var run = await EndedAsync((await RunAsync(dryRun: false)).AssertStatus(202));
        Assert.Equal(("DONE", 1, "First admin key (ADMIN)"), ((string?)run["status"], (int)run["total"]!, (string?)run["requested_by"]));
        Assert.Null(await Log.FindAsync(plain, Cancel));
        Assert.NotNull(await Log.FindAsync(held, Cancel));

        var released = (await Admin.PostAsync($"/api/v1/legal-holds/{(string?)hold["id"]}/release")).AssertStatus(200);
        Assert.Equal("First admin key (ADMIN)", (string?)released["released_by"]);
        Assert.NotNull(released["cleared_at"]);
        Assert.Equal(released.ToJsonString(), (await Admin.PostAsync($"/api/v1/legal-holds/{(string?)hold["id"]}/release")).AssertStatus(200).ToJsonString());
        await EndedAsync((await RunAsync(dryRun: false)).AssertStatus(202));
        Assert.Null(await Log.FindAsync(held, Cancel));

        var actions = (await Admin.GetAsync("/api/v1/audit")).AssertStatus(200)["items"]!.AsArray().Select(entry => (string?)entry!["action"]);
        Assert.Equal(["retention.removed", "hold.released", "retention.removed", "hold.placed"], actions, StringComparer.Ordinal);
        Assert.Equal(4, (await Admin.GetAsync("/api/v1/retention/runs")).AssertStatus(200)["items"]!.AsArray().Count);
        Assert.Equal("UP", (string?)(await Admin.GetAsync("/health/ready")).AssertStatus(200)["parts"]!["retention"]!["status"]);
    }

    [Fact]
    public async Task WrongRequests_AreRefusedWithTheReason()
    {
        await StartAsync();

        (await PlaceAsync([])).AssertProblem(400, "empty-filter");
        (await Admin.PostAsync("/api/v1/legal-holds/preview", new JsonObject())).AssertProblem(400, "empty-filter");
        (await Admin.PostAsync("/api/v1/legal-holds", new JsonObject { ["scope"] = new JsonObject { ["system_code"] = "SAP" }, ["reason"] = " " })).AssertProblem(422, "invalid-body");
        (await Admin.GetAsync($"/api/v1/legal-holds/{Guid.CreateVersion7()}")).AssertProblem(404, "not-found");
        (await Admin.PostAsync($"/api/v1/legal-holds/{Guid.CreateVersion7()}/release")).AssertProblem(404, "not-found");
        (await Admin.GetAsync("/api/v1/retention/runs/nonsense")).AssertProblem(400, "invalid-parameter");
        (await Admin.GetAsync($"/api/v1/retention/runs/{Guid.CreateVersion7()}")).AssertProblem(404, "not-found");
        using var reader = await _hub!.ClientWithAsync(["logs:read"]);
        (await reader.GetAsync("/api/v1/legal-holds")).AssertStatus(200);
        (await reader.PostAsync("/api/v1/retention/runs", new JsonObject { ["dry_run"] = true })).AssertProblem(403, "missing-scope");
        await _hub.CreateSystemAsync("CRM", "http://127.0.0.1:1");
        using var limited = await _hub.ClientWithAsync(["logs:read", "retention:manage"], "CRM");
        (await limited.GetAsync("/api/v1/legal-holds")).AssertProblem(403, "system-not-allowed");
        (await limited.PostAsync("/api/v1/retention/runs", new JsonObject { ["dry_run"] = true })).AssertProblem(403, "system-not-allowed");
    }

    private async Task StartAsync()
    {
        // The hub's own first run is over before anything is there that could expire.
        _hub = await HubServer.StartAsync("--Retention:LookInterval=00:00:00.1", "--Fleet:LeaderLease=00:00:01");
        await _hub.CreateAsync("/api/v1/retention-classes", new JsonObject { ["code"] = "MONTH", ["log_days"] = 30 });
        await Wait.UntilAsync(async () => (await RunsAsync()).Any(run => (string?)run!["status"] == "DONE"));
    }

    private async Task<JsonArray> RunsAsync() => (await Admin.GetAsync("/api/v1/retention/runs")).AssertStatus(200)["items"]!.AsArray();

    private async Task<Guid> WriteAsync(int daysAgo, string entity)
    {
        var document = LogDocuments.Completed(TimeProvider.System.GetUtcMilliseconds().AddDays(-daysAgo)).With(entry => entry with
        {
            RetentionClass = "MONTH",
            ExpiresAt = entry.CreatedAt.AddDays(30),
            Context = new LogContext { EntityType = "PURCHASE_ORDER", EntityId = entity },
        });
        await Log.WriteAsync([document.AsInsert()], Cancel);
        return document.Entry.RequestId;
    }

    private Task<Answer> PlaceAsync(JsonObject scope, int? expected = null)
    {
        var body = new JsonObject { ["scope"] = scope.DeepClone(), ["reason"] = "Lawsuit 12 O 345/26" };
        if (expected is { } count)
            body["expected_count"] = count;
        return Admin.PostAsync("/api/v1/legal-holds", body);
    }

    private Task<Answer> RunAsync(bool dryRun) => Admin.PostAsync("/api/v1/retention/runs", new JsonObject { ["dry_run"] = dryRun });

    private async Task<JsonNode> EndedAsync(JsonNode run)
    {
        var now = run;
        await Wait.UntilAsync(async () =>
        {
            now = (await Admin.GetAsync($"/api/v1/retention/runs/{(string?)run["id"]}")).AssertStatus(200);
            return (string?)now["status"] is not ("REQUESTED" or "RUNNING");
        });
        return now;
    }
}
