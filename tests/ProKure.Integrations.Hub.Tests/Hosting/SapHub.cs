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
        await ConfigureAsync(hub.Admin, new Uri(sap.BaseUrl, "/sap/opu/odata"));
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

    private static async Task ConfigureAsync(HubClient admin, Uri baseUrl)
    {
        await CreateAsync(admin, "/api/v1/systems", new JsonObject { ["code"] = "SAP", ["name"] = "SAP S/4HANA", ["base_url"] = baseUrl.AbsoluteUri });
        await CreateAsync(admin, "/api/v1/systems/SAP/code-mapping-sets", new JsonObject
        {
            ["code"] = "UOM",
            ["mappings"] = new JsonArray(new JsonObject { ["internal"] = "PCE", ["external"] = "EA" }),
        });
        await CreateTransformAsync(admin, "CREATE_PO_REQUEST", """
            { "PurchaseOrder": { "VendorCode": vendor.external_code, "Reference": po_number, "Currency": currency,
                                 "Items": items.{ "Material": item_code, "Qty": quantity, "Unit": $externalCode("UOM", uom) } } }
            """);
        await CreateTransformAsync(admin, "CREATE_PO_RESPONSE", """{ "po_number": d.PurchaseOrder }""");
        await CreateAsync(admin, "/api/v1/systems/SAP/endpoints", new JsonObject
        {
            ["code"] = "CREATE_PO",
            ["method"] = "POST",
            ["path"] = "/purchase-orders",
            ["request_transform"] = "CREATE_PO_REQUEST",
            ["response_transform"] = "CREATE_PO_RESPONSE",
            ["success_rule"] = "$not(d.Return.Type = 'E')",
            ["error_message"] = "d.Return[Type = 'E'].Message",
            ["idempotency"] = "IDEMPOTENT_WITH_KEY",
        });
    }

    private static async Task CreateTransformAsync(HubClient admin, string code, string text)
    {
        var created = await CreateAsync(admin, "/api/v1/systems/SAP/transforms", new JsonObject { ["code"] = code, ["draft"] = text });
        var published = await admin.PostAsync($"/api/v1/systems/SAP/transforms/{code}/publish", null, ("If-Match", created.Header("ETag")!));
        published.AssertStatus(200);
    }

    private static async Task<Answer> CreateAsync(HubClient admin, string path, JsonObject body)
    {
        var answer = await admin.PostAsync(path, body);
        answer.AssertStatus(201);
        return answer;
    }
}
