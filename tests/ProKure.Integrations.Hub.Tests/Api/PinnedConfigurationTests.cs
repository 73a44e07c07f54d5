using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

/// <summary>A delivery goes by the configuration that it was accepted with, unless somebody says otherwise.</summary>
public sealed class PinnedConfigurationTests : IAsyncLifetime
{
    private SapHub _sap = null!;

    private HubClient Admin => _sap.Hub.Admin;

    public async ValueTask InitializeAsync() => _sap = await SapHub.StartAsync();

    public async ValueTask DisposeAsync() => await _sap.DisposeAsync();

    [Fact]
    public async Task Delivery_AcceptedBeforeAChange_IsSentAsItWasAccepted_AndAnewOnlyWithTheLatest()
    {
        var (pinned, latest) = (await LaterAsync("PO-PINNED"), await LaterAsync("PO-LATEST"));
        await ChangeAsync("endpoints/CREATE_PO", endpoint => endpoint["path"] = "/nowhere");
        await ChangeAsync("code-mapping-sets/UOM", set => set["mappings"]!.AsArray()[0]!["external"] = "PC");

        await RetryAsync(pinned, "PINNED");
        await RetryAsync(latest, "LATEST");

        var (first, second) = (await EndedAsync(pinned), await EndedAsync(latest));
        Assert.Equal(("SUCCEEDED", 1), ((string?)first["state"], (int?)first["config_version"]));
        Assert.Equal(("DEAD", 2), ((string?)second["state"], (int?)second["config_version"]));
        var (sent, sentAnew) = (await LogAsync(first), await LogAsync(second));
        Assert.EndsWith("/purchase-orders", (string?)sent["request_url"], StringComparison.Ordinal);
        Assert.EndsWith("/nowhere", (string?)sentAnew["request_url"], StringComparison.Ordinal);
        Assert.Equal((1, 2), ((int?)sent["config_version"], (int?)sentAnew["config_version"]));
        Assert.Contains("\"EA\"", sent.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"PC\"", sentAnew.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_OfAnEndpointThatWasDisabledSince_IsNotSent()
    {
        var delivery = await LaterAsync("PO-DISABLED");
        await ChangeAsync("endpoints/CREATE_PO", endpoint => endpoint["enabled"] = false);

        await RetryAsync(delivery, "PINNED");

        var ended = await EndedAsync(delivery);
        Assert.Equal(("DEAD", "CONFIGURATION", "CONFIGURATION"), ((string?)ended["state"], (string?)ended["failure"]!["type"], (string?)ended["failure"]!["lane"]));
        Assert.Empty(_sap.Sap.PurchaseOrders.FindByReference("PO-DISABLED"));
    }

    [Fact]
    public async Task Delivery_WhoseTransformWasChangedSince_IsMappedAsBefore()
    {
        var delivery = await LaterAsync("PO-MAPPED");
        await ChangeAsync("transforms/CREATE_PO_REQUEST", transform => transform["draft"] = """{ "PurchaseOrder": { "Reference": "CHANGED" } }""");
        var transform = await Admin.GetAsync("/api/v1/systems/SAP/transforms/CREATE_PO_REQUEST");
        (await Admin.PostAsync("/api/v1/systems/SAP/transforms/CREATE_PO_REQUEST/publish", null, ("If-Match", transform.Header("ETag")!))).AssertStatus(200);

        await RetryAsync(delivery, "PINNED");

        Assert.Equal("SUCCEEDED", (string?)(await EndedAsync(delivery))["state"]);
        Assert.Single(_sap.Sap.PurchaseOrders.FindByReference("PO-MAPPED"));
    }

    private async Task<string> LaterAsync(string reference)
    {
        var body = new JsonObject { ["mode"] = "ASYNC", ["not_before"] = "2199-01-31T08:00:00Z", ["payload"] = SapHub.Order(reference: reference) };
        return (string)(await Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", body)).AssertStatus(202)["delivery_id"]!;
    }

    private async Task ChangeAsync(string path, Action<JsonNode> change)
    {
        var read = await Admin.GetAsync($"/api/v1/systems/SAP/{path}");
        var row = read.AssertStatus(200);
        change(row);
        (await Admin.PutAsync($"/api/v1/systems/SAP/{path}", row, ("If-Match", read.Header("ETag")!))).AssertStatus(200);
    }

    private async Task RetryAsync(string id, string config) =>
        (await Admin.PostAsync($"/api/v1/deliveries/{id}/retry", new JsonObject { ["config"] = config })).AssertStatus(200);

    private async Task<JsonNode> LogAsync(JsonNode delivery) => (await Admin.GetAsync($"/api/v1/logs/{delivery["first_request_id"]}")).AssertStatus(200);

    private async Task<JsonNode> EndedAsync(string id)
    {
        JsonNode delivery = new JsonObject();
        await Wait.UntilAsync(async () => (string?)(delivery = (await Admin.GetAsync($"/api/v1/deliveries/{id}")).AssertStatus(200))["ended_at"] is not null);
        return delivery;
    }
}
