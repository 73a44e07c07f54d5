using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

/// <summary>Deliveries among each other: systems, priorities, entities.</summary>
public sealed class DeliveryOrderTests
{
    private const string Path = "/api/v1/systems/SAP/endpoints/CREATE_PO/invoke";

    [Fact]
    public async Task OneSystemHangs_TheOthersDeliveriesKeepGoing()
    {
        const int orders = 40;
        using var hanging = new HangingServer();
        await using var sap = await SapHub.StartAsync(new HubServerOptions { Settings = ["--DeliveryWorker:MaxConcurrency=8", "--DeliveryWorker:MaxConcurrencyPerSystem=3"] });
        await sap.Hub.CreateSystemAsync("HANGS", hanging.BaseUrl);
        await sap.Hub.CreateAsync("/api/v1/systems/HANGS/endpoints", new JsonObject { ["code"] = "SEND", ["method"] = "POST", ["path"] = "/", ["timeout"] = "10m" });

        for (var i = 0; i < 30; i++)
            (await InvokeAsync(sap.Hub.Admin, "/api/v1/systems/HANGS/endpoints/SEND/invoke", 1)).AssertStatus(202);
        await Wait.UntilAsync(() => Task.FromResult(hanging.Connections == 3));
        for (var i = 0; i < orders; i++)
            (await InvokeAsync(sap.Hub.Admin, Path, SapHub.Order(reference: $"PO-{i}"))).AssertStatus(202);
        await Wait.UntilAsync(() => Task.FromResult(sap.Sap.PurchaseOrders.Counts.Created == orders));

        Assert.Equal(3, hanging.Connections);
        hanging.Dispose();
    }

    [Fact]
    public async Task Deliveries_OfOneEntity_ArriveInOrder()
    {
        const int each = 8;
        await using var sap = await SapHub.StartAsync();
        await sap.Hub.CreateEndpointAsync("ORDERED", "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["order_by_entity"] = new JsonObject { ["key"] = "vendor.external_code" };
        });

        for (var i = 0; i < each; i++)
            (await InvokeAsync(sap.Hub.Admin, "/api/v1/systems/SAP/endpoints/ORDERED/invoke", SapHub.Order(reference: $"PO-{i}"))).AssertStatus(202);
        await Wait.UntilAsync(() => Task.FromResult(sap.Sap.PurchaseOrders.Counts.Created == each));

        var numbers = Enumerable.Range(0, each).Select(i => Assert.Single(sap.Sap.PurchaseOrders.FindByReference($"PO-{i}")).Number);
        Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Invoke_OfAnOrderedEndpointWithoutEntity_IsRefused()
    {
        await using var sap = await SapHub.StartAsync();
        await sap.Hub.CreateEndpointAsync("ORDERED", "/purchase-orders", endpoint => endpoint["order_by_entity"] = new JsonObject());

        var problem = (await InvokeAsync(sap.Hub.Admin, "/api/v1/systems/SAP/endpoints/ORDERED/invoke", SapHub.Order())).AssertProblem(400, "invalid-invocation");

        Assert.Contains("context.entity_type and context.entity_id", (string?)problem["detail"], StringComparison.Ordinal);
    }

    private static Task<Answer> InvokeAsync(HubClient client, string path, JsonNode payload) =>
        client.PostAsync(path, new JsonObject { ["mode"] = "ASYNC", ["payload"] = payload });

    /// <summary>Takes connections and never answers.</summary>
    private sealed class HangingServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentBag<TcpClient> _clients = [];

        public HangingServer()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public string BaseUrl => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        public int Connections => _clients.Count;

        public void Dispose()
        {
            _listener.Stop();
            foreach (var client in _clients)
                client.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _clients.Add(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }
    }
}
