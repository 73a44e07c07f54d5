using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Spool;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Hub.Tests.Erasure;

/// <summary>A text goes out and comes back in every place of calls about a supplier; after its erasure it is in no file of the hub, and what happened still is.</summary>
public sealed class ErasureCanaryTests : IAsyncDisposable
{
    private const string Supplier = "4711";
    private readonly string _canary = $"ERASE-{Guid.CreateVersion7():N}";
    private readonly string _other = $"KEEP-{Guid.CreateVersion7():N}";
    private readonly TemporaryDirectory _data = new();
    private SapHub? _sap;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HubClient Admin => _sap!.Hub.Admin;

    public async ValueTask DisposeAsync()
    {
        if (_sap is not null)
            await _sap.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Erasure_OfASupplier_LeavesNothingOfItInAnyFile_AndEverythingElse()
    {
        await StartAsync("--Erasure:LookAgainEvery=00:00:01");
        var (sync, longId) = (await CallAsync("ECHO", Supplier, _canary), await CallAsync("ECHO", Supplier, _canary, fill: 20_000));
        var refused = await FailAsync();
        var keyed = await CallWithKeyAsync();
        await DeliverAsync();
        var kept = await CallAsync("ECHO", "4712", _other, fill: 20_000);
        await Wait.UntilAsync(() => Task.FromResult(_sap!.Hub.Services.GetRequiredService<HubSpool>().WholeBodies.Count == 0));
        Assert.NotEmpty(Found(_canary));
        Assert.Equal(4, Directory.GetFiles(Path.Combine(_data.Path, "objects"), "*", SearchOption.AllDirectories).Length);

        var preview = (await EraseAsync(dryRun: true)).AssertStatus(200);
        Assert.Equal((5, 1, 1, 0), (preview["documents"]!.AsArray().Sum(one => (int)one!["documents"]!), (int)preview["deliveries"]!, (int)preview["answers"]!, (int)preview["held"]!));
        Assert.NotEmpty(Found(_canary));

        var order = await CompletedAsync((await EraseAsync()).AssertStatus(202));

        var report = order["report"]!;
        Assert.True((bool)report["verification"]!["is_clean"]!, report.ToJsonString());
        Assert.Equal(
            (5, 2, 1, 1), ((int)report["removed"]!["documents"]!, (int)report["removed"]!["bodies"]!, (int)report["removed"]!["deliveries"]!, (int)report["removed"]!["answers"]!));
        Assert.Empty(report["remarks"]!.AsArray());
        Assert.Empty(Found(_canary));
        Assert.NotEmpty(Found(_other));
        foreach (var id in new[] { sync, longId, refused, keyed })
            await AssertErasedAsync(id);
        Assert.Equal("FAILED", (string?)(await LogAsync(refused))["status"]);
        (await Admin.GetAsync($"/api/v1/logs/{longId}/response-body")).AssertProblem(410, "body-gone");
        Assert.Equal(200, (await Admin.GetAsync($"/api/v1/logs/{kept}/response-body")).Status);
        (await PostKeyedAsync()).AssertProblem(409, "answer-not-kept");

        await AssertLateRecordIsErasedAsync();
        await AssertAuditedAsync((string)order["erasure_id"]!);
        await _sap!.DisposeAsync();
        _sap = null;
        Assert.Empty(Found(_canary));
        Assert.NotEmpty(Found(_other));
    }

    [Fact]
    public async Task Erasure_LeavesWhatIsOpen_AndReportsIt()
    {
        await StartAsync();
        var delivery = (await Admin.PostAsync("/api/v1/systems/ECHO/endpoints/ECHO/invoke", With(Body(Supplier, _canary), "mode", "ASYNC", "not_before", "2100-01-01T00:00:00Z")))
            .AssertStatus(202);

        var order = await CompletedAsync((await EraseAsync()).AssertStatus(202));

        var refused = order["report"]!["refused"]!;
        Assert.Equal((1, (string?)delivery["delivery_id"]), ((int)refused["open_deliveries"]!, (string?)refused["open_delivery_ids"]![0]));
        Assert.Contains(_canary, await PayloadAsync(), StringComparison.Ordinal);
        (await Admin.PostAsync($"/api/v1/deliveries/{(string?)delivery["delivery_id"]}/cancel", new JsonObject())).AssertStatus(200);
        await CompletedAsync((await EraseAsync()).AssertStatus(202));
        Assert.Equal("null", await PayloadAsync());

        // In the queue it is encrypted.
        async Task<string> PayloadAsync()
        {
            var kept = await _sap!.Hub.Services.GetRequiredService<IDeliveryQueue>().FindAsync(Guid.Parse((string)delivery["delivery_id"]!), Cancel);
            return Encoding.UTF8.GetString(_sap.Hub.Services.GetRequiredService<DeliveryVault>().Open(kept!).Payload.Span);
        }
    }

    [Fact]
    public async Task Erasure_OfAnEntityUnderLegalHold_LeavesEverything_UntilItIsReleased()
    {
        await StartAsync("--Erasure:LookAgainEvery=00:00:01");
        await CallAsync("ECHO", Supplier, _canary);
        await DeliverAsync();
        var keeper = _sap!.Hub.Services.GetRequiredService<HoldKeeper>();
        var hold = new LegalHold
        {
            Id = Guid.CreateVersion7(),
            Scope = new HoldScope { EntityType = "SUPPLIER", EntityId = Supplier },
            Reason = "lawsuit",
            PlacedAt = DateTimeOffset.UnixEpoch,
            PlacedBy = "a (K1)",
        };
        await keeper.PlaceAsync(hold, Cancel);
        var preview = (await EraseAsync(dryRun: true)).AssertStatus(200);
        Assert.Equal((2, 1, 0, 0), ((int)preview["held"]!, (int)preview["held_deliveries"]!, preview["documents"]!.AsArray().Count, (int)preview["deliveries"]!));

        var order = await CompletedAsync((await EraseAsync()).AssertStatus(202));

        var refused = order["report"]!["refused"]!;
        Assert.Equal((2, 1), ((int)refused["held"]!, (int)refused["held_deliveries"]!));
        Assert.True((bool)order["report"]!["verification"]!["is_clean"]!);
        Assert.NotEmpty(Found(_canary));

        await keeper.ReleaseAsync(hold.Id, "b (K2)", Cancel);
        await Wait.UntilAsync(() => Task.FromResult(!Found(_canary).Any()));
    }

    // As a hub that was down while the order was carried out hands it over now.
    private async Task AssertLateRecordIsErasedAsync()
    {
        var late = LogDocuments.Complete(LogDocuments.Pending(TimeProvider.System.GetUtcNow().AddMinutes(-5), $"\"{_canary}\""))
            .With(entry => entry with { Context = new LogContext { EntityType = "SUPPLIER", EntityId = Supplier } });
        await _sap!.Hub.Services.GetRequiredService<IIntegrationLogStore>().WriteAsync([late.AsCompletion()], Cancel);
        await Wait.UntilAsync(async () => (await LogAsync(late.Entry.RequestId.ToString()))["erased_at"] is not null);
        await Wait.UntilAsync(() => Task.FromResult(!Found(_canary).Any()));
    }

    private async Task AssertAuditedAsync(string erasureId)
    {
        await Wait.UntilAsync(async () => (await AuditAsync()).Contains("erasure.continued", StringComparer.Ordinal));
        Assert.Equal(["erasure.requested", "erasure.completed", "erasure.continued"], (await AuditAsync()).Reverse().Take(3), StringComparer.Ordinal);
        var file = await Admin.GetAsync($"/api/v1/erasures/{erasureId}/report");
        Assert.Equal(($"attachment; filename=erasure-{erasureId}.json; filename*=UTF-8''erasure-{erasureId}.json", 200), (file.Header("Content-Disposition"), file.Status));
        Assert.Equal(6, (int)file.Json["report"]!["removed"]!["documents"]!);

        async Task<string[]> AuditAsync() =>
            [.. (await Admin.GetAsync($"/api/v1/audit?subject=SUPPLIER:{Supplier}")).AssertStatus(200)["items"]!.AsArray().Select(entry => (string)entry!["action"]!)];
    }

    private async Task AssertErasedAsync(string id)
    {
        var log = await LogAsync(id);
        Assert.NotNull(log["erased_at"]);
        Assert.Equal((null, "NONE", null, "NONE"), (log["request_body"], (string?)log["request_body_format"], log["response_body"], (string?)log["response_body_format"]));
        Assert.Empty(log["request_headers"]!.AsArray());
        Assert.Empty(log["response_headers"]!.AsArray());
        Assert.DoesNotContain('?', (string)log["request_url"]!);
        Assert.Equal(("SUPPLIER", Supplier), ((string?)log["context"]!["entity_type"], (string?)log["context"]!["entity_id"]));
        Assert.NotNull(log["response_status"]);
        Assert.NotNull(log["duration_ms"]);
    }

    private async Task StartAsync(params string[] settings)
    {
        _sap = await SapHub.StartAsync(new HubServerOptions { Directory = _data, Settings = ["--Objects:MaxBodyBytes=8192", .. settings] });
        await _sap.Hub.CreateSystemAsync("ECHO", _sap.Sap.BaseUrl.GetLeftPart(UriPartial.Authority));
        await _sap.Hub.CreateEndpointAsync("ECHO", "/echo/body", endpoint => endpoint["query"] = new JsonObject { ["note"] = "note" }, "ECHO");
        await _sap.Hub.CreateEndpointAsync("REFUSE", "/echo/body", endpoint =>
        {
            endpoint["success_rule"] = "false";
            endpoint["error_message"] = "note";
        }, "ECHO");
    }

    private async Task<string> CallAsync(string endpoint, string supplier, string text, int fill = 0)
    {
        var answer = await Admin.PostAsync($"/api/v1/systems/ECHO/endpoints/{endpoint}/invoke", Body(supplier, text, fill));
        return (string)answer.Json["request_id"]!;
    }

    private async Task<string> FailAsync()
    {
        var problem = (await Admin.PostAsync("/api/v1/systems/ECHO/endpoints/REFUSE/invoke", Body(Supplier, _canary))).AssertProblem(422, "business-rule");
        var id = (string)problem["request_id"]!;
        Assert.Contains(_canary, (string?)(await LogAsync(id))["error"]!["message"], StringComparison.Ordinal);
        return id;
    }

    private async Task<string> CallWithKeyAsync()
    {
        var first = (await PostKeyedAsync()).AssertStatus(200);
        Assert.Equal(first.ToJsonString(), (await PostKeyedAsync()).AssertStatus(200).ToJsonString());
        return (string)first["request_id"]!;
    }

    private Task<Answer> PostKeyedAsync() => Admin.PostAsync("/api/v1/systems/ECHO/endpoints/ECHO/invoke", Body(Supplier, _canary), ("Idempotency-Key", "once"));

    private async Task DeliverAsync()
    {
        var delivery = (await Admin.PostAsync("/api/v1/systems/ECHO/endpoints/ECHO/invoke", With(Body(Supplier, _canary), "mode", "ASYNC"))).AssertStatus(202);
        var path = $"/api/v1/deliveries/{(string?)delivery["delivery_id"]}";
        await Wait.UntilAsync(async () => (string?)(await Admin.GetAsync(path)).AssertStatus(200)["state"] == "SUCCEEDED");
    }

    private Task<Answer> EraseAsync(bool dryRun = false) => Admin.PostAsync("/api/v1/erasures", new JsonObject
    {
        ["entity_type"] = "SUPPLIER",
        ["entity_id"] = Supplier,
        ["reason"] = "asked for",
        ["dry_run"] = dryRun,
    });

    private async Task<JsonNode> CompletedAsync(JsonNode order)
    {
        var path = $"/api/v1/erasures/{(string?)order["erasure_id"]}";
        await Wait.UntilAsync(async () => (string?)(order = (await Admin.GetAsync(path)).AssertStatus(200))["state"] == "COMPLETED");
        return order;
    }

    private async Task<JsonNode> LogAsync(string id) => (await Admin.GetAsync($"/api/v1/logs/{id}")).AssertStatus(200);

    private static JsonObject Body(string supplier, string text, int fill = 0) => new()
    {
        ["payload"] = new JsonObject { ["note"] = text, ["fill"] = new string('x', fill), ["end"] = text },
        ["context"] = new JsonObject { ["entity_type"] = "SUPPLIER", ["entity_id"] = supplier },
    };

    private static JsonObject With(JsonObject body, params string[] fields)
    {
        foreach (var field in fields.Chunk(2))
            body[field[0]] = field[1];
        return body;
    }

    private IEnumerable<string> Found(string text) => Directory.GetFiles(_data.Path, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) is not ("hub.lock" or "owner.lock") && Encoding.Latin1.GetString(Read(file)).Contains(text, StringComparison.Ordinal));

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
