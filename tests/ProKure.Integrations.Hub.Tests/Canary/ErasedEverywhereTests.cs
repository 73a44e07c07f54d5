using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Capture;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>
/// What was exchanged about two entities goes through every pipeline, part of it into the archive, part of it onto the hub's own disk because the stores are away. One is erased, and found in no place and no
/// form any more; the other still is.
/// </summary>
[Collection(nameof(ConsoleTap))]
public sealed class ErasedEverywhereTests
{
    private const string Erased = "ERASED", Kept = "KEPT";

    [Fact]
    public async Task Erasure_OnTheEmbeddedStores_LeavesNothingAnywhere_AndTheOtherWhole()
    {
        await using var stores = new EmbeddedStores();

        await EraseAsync(stores);
    }

    [Fact]
    public async Task Erasure_OnMongoDbAndPostgres_LeavesNothingAnywhere_AndTheOtherWhole()
    {
        await using var stores = await HybridStores.OpenAsync();

        await EraseAsync(stores);
    }

    private static async Task EraseAsync(CanaryStores stores)
    {
        var (book, evidence) = (new CanaryBook(), new Evidence());
        await using var leaky = await LeakyServer.StartAsync();
        await using var hub = await CanaryHub.StartAsync(stores, "--Erasure:LookAgainEvery=00:00:01");
        var system = new CanarySystem(hub, leaky, book, evidence);
        await ConfigureAsync(system);
        foreach (var entity in new[] { Erased, Kept })
            await CallAsync(system, entity);
        await ArchiveAsync(hub);
        (hub.Log.IsShut, hub.Objects.IsShut) = (true, true);
        foreach (var entity in new[] { Erased, Kept })
            await CallWithoutStoresAsync(system, entity);
        await AssertIsThereAsync(hub, book);

        await CompleteAsync(hub);

        (hub.Log.IsShut, hub.Objects.IsShut) = (false, false);
        var spool = hub.Server.Services.GetRequiredService<HubSpool>();
        await Wait.UntilAsync(() => Task.FromResult(spool is { State.Log.Count: 0, WholeBodies.Count: 0 }));
        await Wait.UntilAsync(async () => (await LogsAsync(hub, Erased)).All(log => log["erased_at"] is not null));
        await AssertIsGoneAsync(hub, book);
    }

    private static async Task ConfigureAsync(CanarySystem system)
    {
        await system.ConfigureAsync();
        await system.EndpointAsync("SEND");
        await system.EndpointAsync("RETRIED", endpoint => endpoint["retry_policy"] = CanarySystem.RetryPolicy);
        await system.EndpointAsync("TRACED");
        (await system.Admin.PutAsync($"/api/v1/systems/{CanarySystem.Code}/endpoints/TRACED/trace", new JsonObject { ["duration"] = "1h" })).AssertStatus(200);
    }

    private static async Task CallAsync(CanarySystem system, string entity)
    {
        foreach (var call in system.Book.CallsThrough(entity, most: 2))
        {
            system.Leaky.Says(call.Path, call.Json());
            await system.InvokeAsync("SEND", call);
            await system.InvokeAsync("SEND", call, key: $"key-{call.Number}");
            await system.InvokeAsync("TRACED", call);
            await system.InvokeAsync("SEND", call, payload: call.Payload(CanaryHub.MaxBodyBytes));
            system.Leaky.Says(call.Path, call.Answer(status: 503), call.Answer(status: 500), call.Json());
            await system.DeliverAsync("RETRIED", call, "SUCCEEDED");
            system.Leaky.Says(call.Path, call.Answer(status: 500, fill: CanaryHub.MaxBodyBytes));
            await system.InvokeAsync("SEND", call);
            var dead = await system.DeliverAsync("SEND", call, "DEAD");
            (await system.Admin.PostAsync($"/api/v1/dead-letters/{dead["delivery_id"]}/resolve", new JsonObject { ["note"] = "Ordered by phone" })).AssertStatus(200);
        }
    }

    private static async Task CallWithoutStoresAsync(CanarySystem system, string entity)
    {
        foreach (var call in system.Book.CallsThrough(entity, most: 2))
        {
            system.Leaky.Says(call.Path, call.Answer(status: 500, fill: CanaryHub.MaxBodyBytes));
            await system.InvokeAsync("SEND", call);
        }
    }

    private static async Task ArchiveAsync(CanaryHub hub)
    {
        var spool = hub.Server.Services.GetRequiredService<HubSpool>();
        await Wait.UntilAsync(() => Task.FromResult(spool.WholeBodies.Count == 0));
        hub.Time.GoForward(TimeSpan.FromDays(2));
        Assert.NotEqual(0, (int)(await hub.Server.Admin.PostAsync("/api/v1/archive/runs", new JsonObject())).AssertStatus(200)["documents"]!);
    }

    private static async Task CompleteAsync(CanaryHub hub)
    {
        var order = (await hub.Server.Admin.PostAsync("/api/v1/erasures", new JsonObject { ["entity_type"] = "CANARY", ["entity_id"] = Erased, ["reason"] = "asked for" })).AssertStatus(202);
        var path = $"/api/v1/erasures/{(string?)order["erasure_id"]}";
        await Wait.UntilAsync(async () => (string?)(order = (await hub.Server.Admin.GetAsync(path)).AssertStatus(200))["state"] == "COMPLETED");
        Assert.True((bool)order["report"]!["verification"]!["is_clean"]!, order.ToJsonString());
    }

    private static async Task AssertIsThereAsync(CanaryHub hub, CanaryBook book)
    {
        var found = await FindAsync(hub, book);

        foreach (var entity in new[] { Erased, Kept })
            Assert.Equal([Places.Api, Places.Archive, Places.Bodies, Places.Database, Places.Files, Places.Log, Places.Spool], found[entity].Except([Places.Problems], StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static async Task AssertIsGoneAsync(CanaryHub hub, CanaryBook book)
    {
        var found = await FindAsync(hub, book);

        Assert.Empty(found[Erased]);
        Assert.Superset(new HashSet<string>([Places.Api, Places.Archive, Places.Bodies, Places.Log], StringComparer.Ordinal), found[Kept].ToHashSet(StringComparer.Ordinal));
        var restored = (await hub.Server.Admin.PostAsync("/api/v1/archive/restore", new JsonObject { ["entity_type"] = "CANARY", ["entity_id"] = Erased, ["days"] = 1 })).AssertStatus(200);
        Assert.Equal(0, (int)restored["restored"]!);
        Assert.NotEmpty(await LogsAsync(hub, Erased));
    }

    private static async Task<ILookup<string, string>> FindAsync(CanaryHub hub, CanaryBook book)
    {
        var evidence = new Evidence();
        evidence.Add(Places.Spool, FileDump.Of(Path.Combine(hub.Folder, "spool")));
        await hub.CollectAsync(evidence);
        var walk = new ApiWalk(hub.Server.Admin, evidence);
        await walk.ReadAllAsync();
        await walk.ReadArchiveAsync();
        return evidence.Search(new SecretSearch(book.Marks)).OrderBy(trace => trace.Place, StringComparer.Ordinal).Select(trace => (trace.Text.Pipeline, trace.Place)).Distinct()
            .ToLookup(trace => trace.Pipeline, trace => trace.Place, StringComparer.Ordinal);
    }

    private static async Task<List<JsonNode>> LogsAsync(CanaryHub hub, string entity) =>
        [.. (await hub.Server.Admin.GetAsync($"/api/v1/logs?entity_type=CANARY&entity_id={entity}&limit=200&from=2020-01-01")).AssertStatus(200)["items"]!.AsArray().Select(item => item!)];
}
