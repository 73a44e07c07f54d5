using System.Text;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Capture;

/// <summary>Reasons and notes are kept for good: a secret that somebody pasted into one is neither answered, nor shown later, nor in any file.</summary>
public sealed class ReasonRedactionTests
{
    private readonly string _secret = $"s-{Guid.CreateVersion7():N}";

    private string Reason => $"SAP says so; the login is password={_secret}, ask Anna";

    [Fact]
    public async Task ReasonsAndNotes_WithASecret_AreKeptWithoutIt()
    {
        using var data = new TemporaryDirectory();
        var (answers, shown) = (new List<string>(), new List<string>());
        await using (var sap = await SapHub.StartAsync(new HubServerOptions { Directory = data }))
        {
            var (waiting, dead) = (await HandOverAsync(sap.Hub, "MAT-1001", "2100-01-01T00:00:00Z"), await HandOverAsync(sap.Hub, "MAT-INVALID"));
            await Wait.UntilAsync(async () => (string?)(await sap.Hub.Admin.GetAsync($"/api/v1/deliveries/{dead}")).AssertStatus(200)["state"] == "DEAD");
            await SendAsync("legal-holds", new JsonObject { ["scope"] = new JsonObject { ["entity_id"] = "PO-1" }, ["reason"] = Reason });
            await SendAsync("erasures", new JsonObject { ["entity_type"] = "SUPPLIER", ["entity_id"] = "4711", ["reason"] = Reason });
            await SendAsync("circuits/SAP/CREATE_PO/reset", new JsonObject { ["reason"] = Reason });
            await SendAsync($"deliveries/{waiting}/cancel", new JsonObject { ["note"] = Reason });
            await SendAsync($"dead-letters/{dead}/replay", new JsonObject { ["note"] = Reason });
            await SendAsync("replay-jobs", new JsonObject { ["filter"] = new JsonObject { ["system_code"] = "SAP" }, ["note"] = Reason });
            answers.Add((await sap.Hub.Admin.PutAsync("/api/v1/systems/SAP/endpoints/CREATE_PO/trace", new JsonObject { ["reason"] = Reason })).AssertStatus(200).ToJsonString());
            foreach (var path in new[]
            {
                "legal-holds", "erasures", "circuits/SAP/CREATE_PO", $"deliveries/{waiting}", $"deliveries/{dead}", "replay-jobs", "systems/SAP/endpoints/CREATE_PO/trace", "audit", "configuration/history",
            })
                shown.Add((await sap.Hub.Admin.GetAsync($"/api/v1/{path}")).AssertStatus(200).ToJsonString());

            async Task SendAsync(string path, JsonObject body)
            {
                var answer = await sap.Hub.Admin.PostAsync($"/api/v1/{path}", body);
                Assert.InRange(answer.Status, 200, 299);
                answers.Add(answer.Json.ToJsonString());
            }
        }

        Assert.All([.. answers, .. shown], answer => Assert.DoesNotContain(_secret, answer, StringComparison.Ordinal));
        Assert.All(shown, answer => Assert.Contains("ask Anna", answer, StringComparison.Ordinal));
        Assert.DoesNotContain(
            Directory.GetFiles(data.Path, "*", SearchOption.AllDirectories), file => File.ReadAllText(file, Encoding.Latin1).Contains(_secret, StringComparison.Ordinal));
    }

    private static async Task<string> HandOverAsync(HubServer hub, string material, string? notBefore = null)
    {
        var body = new JsonObject { ["payload"] = SapHub.Order(material), ["mode"] = "ASYNC" };
        if (notBefore is not null)
            body["not_before"] = notBefore;
        return (string)(await hub.Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", body)).AssertStatus(202)["delivery_id"]!;
    }
}
