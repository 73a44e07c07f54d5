using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class InvokeApiTests(SapHubFixture sap)
{
    private const string Path = "/api/v1/systems/SAP/endpoints/CREATE_PO/invoke";

    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Invoke_GoodOrder_AnswersMappedAndIsLoggedWhole()
    {
        var answer = await Admin.PostAsync(Path, new JsonObject
        {
            ["payload"] = SapHub.Order(reference: "PO-GOOD"),
            ["context"] = new JsonObject
            {
                ["entity_type"] = "PURCHASE_ORDER",
                ["entity_id"] = "PO-GOOD",
                ["operation_type"] = "CREATE",
                ["keys"] = new JsonObject { ["plant"] = "1000" },
            },
            ["actor"] = new JsonObject { ["user_id"] = "m.huber", ["triggered_by"] = "USER" },
            ["correlation_id"] = "good-1",
        });

        var result = answer.AssertStatus(200);
        Assert.Equal(("SUCCESS", 201, 1, "good-1"), ((string?)result["status"], (int?)result["response_status"], (int?)result["attempt_number"], (string?)result["correlation_id"]));
        Assert.StartsWith("45", (string)result["response"]!["po_number"]!, StringComparison.Ordinal);
        Assert.Empty(result["warnings"]!.AsArray());
        var id = (string)result["request_id"]!;
        Assert.Equal((id, "good-1"), (answer.Header("X-Request-ID"), answer.Header("X-Correlation-ID")));

        var log = (await Admin.GetAsync($"/api/v1/logs/{id}")).AssertStatus(200);
        Assert.Equal(("SUCCESS", true, "POST", 201), ((string?)log["status"], (bool?)log["is_success"], (string?)log["http_method"], (int?)log["response_status"]));
        Assert.Equal("EA", (string?)log["request_body"]!["PurchaseOrder"]!["Items"]!["Unit"] ?? (string?)log["request_body"]!["PurchaseOrder"]!["Items"]![0]!["Unit"]);
        Assert.Equal("JSON", (string?)log["response_body_format"]);
        Assert.Equal(("PO-GOOD", "1000"), ((string?)log["context"]!["entity_id"], (string?)log["context"]!["keys"]!["plant"]));
        Assert.Equal(("m.huber", "USER"), ((string?)log["actor"]!["user_id"], (string?)log["actor"]!["triggered_by"]));
    }
}
