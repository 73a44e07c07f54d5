using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Hub.Tests.Erasure;

public sealed class ErasuresApiTests(SapHubFixture sap)
{
    // Old documents are removed by retention while a test looks at them.
    private static readonly DateTimeOffset Recent = TimeProvider.System.GetUtcMilliseconds().AddMinutes(-10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Begin_WithoutReasonOrEntity_NamesEachFault()
    {
        var problem = (await sap.Hub.Admin.PostAsync("/api/v1/erasures", new JsonObject { ["entity_type"] = "", ["entity_id"] = new string('x', 300) })).AssertProblem(422, "invalid-body");

        Assert.Equal(["entity_type", "entity_id", "reason"], problem["errors"]!.AsArray().Select(error => (string)error!["path"]!), StringComparer.Ordinal);
        (await sap.Hub.Admin.GetAsync("/api/v1/erasures/x")).AssertProblem(400, "invalid-parameter");
        (await sap.Hub.Admin.GetAsync($"/api/v1/erasures/{Guid.CreateVersion7()}")).AssertProblem(404, "erasure-not-found");
    }

    [Fact]
    public async Task Routes_WithAKeyForSomeSystems_AreRefused()
    {
        using var limited = await sap.Hub.ClientWithAsync(["erasures:manage"], "SAP");

        (await limited.PostAsync("/api/v1/erasures", Order("X"))).AssertProblem(403, "system-not-allowed");
        (await limited.GetAsync("/api/v1/erasures")).AssertProblem(403, "system-not-allowed");
    }

    [Fact]
    public async Task FourEyes_OnlyAnotherKeyMayApprove_AndNothingIsErasedBefore()
    {
        await using var hub = await HubServer.StartAsync("--Erasure:FourEyes=true");
        using var other = await hub.ClientWithAsync(["erasures:manage"]);
        var document = await WriteAsync(hub, "FOUR");

        var order = (await hub.Admin.PostAsync("/api/v1/erasures", Order("FOUR"))).AssertStatus(202);
        var path = $"/api/v1/erasures/{(string?)order["erasure_id"]}";
        Assert.Equal("WAITING_FOR_APPROVAL", (string?)order["state"]);
        (await hub.Admin.PostAsync($"{path}/approve", new JsonObject())).AssertProblem(403, "own-erasure");
        (await hub.Admin.GetAsync($"{path}/report")).AssertProblem(409, "erasure-state");
        Assert.Null((await FindAsync(hub, document))!.Entry.ErasedAt);

        var approved = (await other.PostAsync($"{path}/approve", new JsonObject())).AssertStatus(200);
        Assert.StartsWith("Key erasures:manage", (string?)approved["decided_by"], StringComparison.Ordinal);
        await Wait.UntilAsync(async () => (await FindAsync(hub, document))!.Entry.ErasedAt is not null);
        await Wait.UntilAsync(async () => (string?)(await hub.Admin.GetAsync(path)).AssertStatus(200)["state"] == "COMPLETED");
        (await other.PostAsync($"{path}/reject", new JsonObject())).AssertProblem(409, "erasure-state");

        var second = (await hub.Admin.PostAsync("/api/v1/erasures", Order("FOUR"))).AssertStatus(202);
        var rejected = (await hub.Admin.PostAsync($"/api/v1/erasures/{(string?)second["erasure_id"]}/reject", new JsonObject())).AssertStatus(200);
        Assert.Equal("REJECTED", (string?)rejected["state"]);
        Assert.Equal(
            ["erasure.rejected", "erasure.requested", "erasure.completed", "erasure.approved", "erasure.requested"],
            (await hub.Admin.GetAsync("/api/v1/audit?subject=SUPPLIER:FOUR")).AssertStatus(200)["items"]!.AsArray().Select(entry => (string)entry!["action"]!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Run_ThatIsBrokenOffInTheMiddle_GoesOnAndIsWholeAtTheEnd()
    {
        var objects = new BreakableStore();
        await using var hub = await HubServer.StartAsync(new HubServerOptions { Customize = services => services.AddSingleton<IObjectStore>(objects) });
        var documents = new List<LogDocument>();
        for (var i = 0; i < 3; i++)
        {
            var document = LogDocuments.Complete(LogDocuments.Pending(Recent.AddSeconds(i))).With(About("BROKEN"));
            var key = BodyKey.Of(document.Entry.StartedAt, document.Entry.SystemCode, document.Entry.RequestId, BodySide.Response);
            await objects.PutAsync(key, new MemoryStream([1, 2, 3]), Cancel);
            documents.Add(document with { Response = document.Response! with { Reference = new BodyReference("breakable", key, 3, new string('0', 64)) } });
        }

        await hub.Services.GetRequiredService<IIntegrationLogStore>().WriteAsync([.. documents.Select(document => document.AsCompletion())], Cancel);
        var order = new ErasureOrder
        {
            Id = Guid.CreateVersion7(),
            Entity = new BusinessEntity("SUPPLIER", "BROKEN"),
            Reason = "r",
            State = ErasureState.Running,
            CreatedAt = Recent.AddMinutes(1),
            CreatedBy = "a",
        };
        var eraser = hub.Services.GetRequiredService<EntityEraser>();

        objects.DeletesLeft = 1;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => eraser.RunAsync(order, Cancel));
        Assert.Equal(2, objects.Count);
        objects.DeletesLeft = int.MaxValue;
        var report = await eraser.RunAsync(order, Cancel);

        Assert.Equal(0, objects.Count);
        Assert.True(report.Verification.IsClean);
        Assert.Equal(3, Assert.Single(report.Erased).Documents);
        Assert.Equal(2, report.Removed.Bodies);
    }

    [Fact]
    public async Task Documents_OfTheSameActThatNameNoEntity_BelongToIt_AndThoseOfAnotherDoNot()
    {
        var act = Guid.CreateVersion7().ToString();
        var log = sap.Hub.Services.GetRequiredService<IIntegrationLogStore>();
        var about = LogDocuments.Completed(Recent).With(About("ACT")).With(entry => entry with { CorrelationId = act });
        var lookup = LogDocuments.Completed(Recent).With(entry => entry with { CorrelationId = act, Context = LogContext.None });
        var another = LogDocuments.Completed(Recent).With(About("OTHER")).With(entry => entry with { CorrelationId = act });
        var held = LogDocuments.Completed(Recent).With(About("ACT")).With(entry => entry with { LegalHold = true });
        await log.WriteAsync([.. new[] { about, lookup, another, held }.Select(document => document.AsCompletion())], Cancel);

        var order = (await sap.Hub.Admin.PostAsync("/api/v1/erasures", Order("ACT"))).AssertStatus(202);
        await Wait.UntilAsync(async () => (string?)(order = (await sap.Hub.Admin.GetAsync($"/api/v1/erasures/{(string?)order["erasure_id"]}")).AssertStatus(200))["state"] == "COMPLETED");

        await Assert.AllAsync([about, lookup], async document => Assert.NotNull((await FindAsync(sap.Hub, document))!.Entry.ErasedAt));
        LogAssert.Same(another, await FindAsync(sap.Hub, another));
        LogAssert.Same(held, await FindAsync(sap.Hub, held));
        Assert.Equal((1, held.Entry.RequestId.ToString()), ((int)order["report"]!["refused"]!["held"]!, (string?)order["report"]!["refused"]!["held_ids"]![0]));
        Assert.True((bool)order["report"]!["verification"]!["is_clean"]!);
    }

    private static JsonObject Order(string supplier) => new() { ["entity_type"] = "SUPPLIER", ["entity_id"] = supplier, ["reason"] = "asked for" };

    private static Func<LogEntry, LogEntry> About(string supplier) =>
        entry => entry with { Context = new LogContext { EntityType = "SUPPLIER", EntityId = supplier } };

    private static async Task<LogDocument> WriteAsync(HubServer hub, string supplier)
    {
        var document = LogDocuments.Completed(Recent).With(About(supplier));
        await hub.Services.GetRequiredService<IIntegrationLogStore>().WriteAsync([document.AsCompletion()], Cancel);
        return document;
    }

    private static Task<LogDocument?> FindAsync(HubServer hub, LogDocument document) =>
        hub.Services.GetRequiredService<IIntegrationLogStore>().FindAsync(document.Entry.RequestId, Cancel);

    /// <summary>Keeps objects in memory and fails when it has deleted as many as it may.</summary>
    private sealed class BreakableStore : IObjectStore
    {
        private readonly Dictionary<string, long> _objects = new(StringComparer.Ordinal);

        public int DeletesLeft { get; set; } = int.MaxValue;

        public int Count => _objects.Count;

        public string Name => "breakable";

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
        {
            _objects[key] = content.Length;
            return Task.CompletedTask;
        }

        public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_objects.TryGetValue(key, out var length) ? length : (long?)null);

        public Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);

        public Task DeleteAsync(string key, CancellationToken cancellationToken)
        {
            if (DeletesLeft-- <= 0)
                throw new StoreUnavailableException("Away.");
            _objects.Remove(key);
            return Task.CompletedTask;
        }

        public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            foreach (var (key, length) in _objects.ToList())
                yield return new StoredObject(key, length, DateTimeOffset.UnixEpoch);
        }

        public Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
