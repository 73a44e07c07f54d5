using System.Text.Json.Nodes;
using ProKure.Samples.Sap;

namespace ProKure.Integrations.Hub.Tests.Hosting;

/// <summary>A hub with the system SAP, a simulated one behind it, configured through the API.</summary>
internal sealed class SapHub : IAsyncDisposable
{
    private SapHub(HubServer hub, SimulatedSap sap) => (Hub, Sap) = (hub, sap);

    public HubServer Hub { get; }

    public SimulatedSap Sap { get; }

    public static async Task<SapHub> StartAsync(HubServerOptions? options = null, SimulatedSapOptions? sapOptions = null)
    {
        var sap = await SimulatedSap.StartAsync(sapOptions ?? new SimulatedSapOptions(), TestContext.Current.CancellationToken);
        var hub = await HubServer.StartAsync(options ?? new HubServerOptions());
        await ConfigureAsync(hub, new Uri(sap.BaseUrl, "/sap/opu/odata"));
        return new SapHub(hub, sap);
    }

    public static JsonObject Order(string material = "MAT-1001", string reference = "PO-4711", string uom = "PCE") => new()
    {
        ["po_number"] = reference,
        ["vendor"] = new JsonObject { ["external_code"] = "V-100045" },
        ["currency"] = "EUR",
        ["items"] = new JsonArray(new JsonObject { ["item_code"] = material, ["quantity"] = 10, ["uom"] = uom }),
    };

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Sap.DisposeAsync();
    }

    private static async Task ConfigureAsync(HubServer hub, Uri baseUrl)
    {
        await hub.CreateSystemAsync("SAP", baseUrl.AbsoluteUri);
        await hub.CreateAsync("/api/v1/systems/SAP/code-mapping-sets", new JsonObject
        {
            ["code"] = "UOM",
            ["mappings"] = new JsonArray(new JsonObject { ["internal"] = "PCE", ["external"] = "EA" }),
        });
        await hub.CreateTransformAsync("CREATE_PO_REQUEST", """
            { "PurchaseOrder": { "VendorCode": vendor.external_code, "Reference": po_number, "Currency": currency,
                                 "Items": items.{ "Material": item_code, "Qty": quantity, "Unit": $externalCode("UOM", uom) } } }
            """);
        await hub.CreateTransformAsync("CREATE_PO_RESPONSE", """{ "po_number": d.PurchaseOrder }""");
        await hub.CreateEndpointAsync("CREATE_PO", "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["response_transform"] = "CREATE_PO_RESPONSE";
            endpoint["success_rule"] = "$not(d.Return.Type = 'E')";
            endpoint["error_message"] = "d.Return[Type = 'E'].Message";
            endpoint["idempotency"] = "IDEMPOTENT_WITH_KEY";

            // Tests make it fail on purpose, many of them at the same time.
            endpoint["circuit_breaker"] = new JsonObject { ["enabled"] = false };
        });
    }
}
