using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd;

public sealed class CrashTests
{
    [Fact]
    public async Task A_hub_killed_between_send_and_answer_knows_afterwards_that_it_does_not_know()
    {
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using (var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores))
        {
            await CreateQuietEndpointAsync(hub);
            Task[] calls = [hub.Http.CreateOrderAsync("PO-KILLED", "MAT-HANG"), CallQuietlyAsync(hub)];
            await sap.Requests.WaitForArrivalsAsync(2, Token);

            Assert.Equal(["PENDING", "PENDING"], (await hub.Http.ListLogsAsync()).Select(entry => entry.Text("status")), StringComparer.Ordinal);
            await hub.KillAsync();
            foreach (var call in calls)
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        }

        await using var next = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores);
        foreach (var entry in await next.Http.ListLogsAsync())
        {
            var document = await next.Http.ReadAsync($"/api/v1/logs/{entry.Text("request_id")}");
            Assert.Equal(("UNKNOWN", "PROCESS_LOST"), (document.Text("status"), document["error"]!.Text("type")));
            Assert.Null(document["is_success"]);
            if (document.Text("endpoint_code") == "CREATE_PO")
                Assert.Equal("PO-KILLED", document["request_body"]!["PurchaseOrder"]!.Text("Reference"));
            else
                Assert.Equal("NOT_CAPTURED", document.Text("request_body_format"));
        }
    }

    // Stores bodies of failures only, and of these only when it knows that they are.
    private static async Task CreateQuietEndpointAsync(HubProcess hub)
    {
        var endpoint = new JsonObject
        {
            ["code"] = "CREATE_PO_QUIETLY",
            ["method"] = "POST",
            ["path"] = "/sap/opu/odata/purchase-orders",
            ["request_transform"] = "CREATE_PO_REQUEST",
            ["capture"] = new JsonObject { ["level"] = "ERRORS" },
        };
        using var created = await hub.Http.PostAsJsonAsync(new Uri("/api/v1/systems/SAP/endpoints", UriKind.Relative), endpoint, Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
    }

    private static async Task CallQuietlyAsync(HubProcess hub)
    {
        using var body = new StringContent(HubApi.Order("PO-KILLED-QUIETLY", "MAT-HANG"), Encoding.UTF8, "application/json");
        using var response = await hub.Http.PostAsync(new Uri("/api/v1/systems/SAP/endpoints/CREATE_PO_QUIETLY/invoke", UriKind.Relative), body, Token);
    }

    [Fact]
    public async Task A_hub_killed_under_load_has_a_record_of_everything_that_the_other_side_saw()
    {
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        var answered = 0;
        for (var round = 0; round < 3; round++)
        {
            await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores);
            var arrived = sap.Requests.Counts.Total;
            var callers = Enumerable.Range(0, 16).Select(caller => CallUntilGoneAsync(hub.Http, $"PO-{round}-{caller}")).ToArray();
            await sap.Requests.WaitForArrivalsAsync(arrived + 200, Token);
            await hub.KillAsync();
            answered += (await Task.WhenAll(callers)).Sum();
        }

        await using var last = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores);
        var entries = await last.Http.ListLogsAsync();
        var byEntity = entries.ToLookup(e => e["context"]!.Text("entity_id"), StringComparer.Ordinal);

        Assert.All(sap.PurchaseOrders.Recent(), order => Assert.Single(byEntity[order.Reference!]));
        Assert.DoesNotContain(entries, e => e.Text("status") == "PENDING");
        Assert.InRange(entries.Count(e => e.Text("status") == "SUCCESS"), answered, entries.Count);
    }

    [Fact]
    public async Task A_delivery_whose_hub_was_killed_is_taken_over_and_repeated_with_the_same_key()
    {
        using var data = new TemporaryFolder();
        using var configuration = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        string[] settings = ["--DeliveryWorker:Lease=00:00:01", $"--Hub:ApplyConfiguration={ShortLimits.WriteTo(configuration.FullName)}", .. HubProcess.PatientWithStores];
        string deliveryId;
        await using (var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, settings))
        {
            using var body = new StringContent(HubApi.Order("PO-TAKEN-OVER", "MAT-HANG").Replace("{ \"payload\"", "{ \"mode\": \"ASYNC\", \"payload\"", StringComparison.Ordinal), Encoding.UTF8, "application/json");
            using var accepted = await hub.Http.PostAsync(new Uri("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", UriKind.Relative), body, Token);
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            deliveryId = (await accepted.Content.ReadFromJsonAsync<JsonNode>(Token))!.Text("delivery_id");
            await sap.Requests.WaitForArrivalsAsync(1, Token);
            await hub.KillAsync();
        }

        await using var next = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, settings);
        await sap.Requests.WaitForArrivalsAsync(2, Token);

        var entries = await next.Http.ListLogsAsync();
        Assert.Equal(["PENDING", "UNKNOWN"], entries.Select(entry => entry.Text("status")), StringComparer.Ordinal);
        Assert.All(entries, entry => Assert.Equal(deliveryId, entry.Text("delivery_id")));
        Assert.Single(sap.Requests.Recent().Select(request => request.Headers["Idempotency-Key"]).Distinct(StringComparer.Ordinal));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<int> CallUntilGoneAsync(HttpClient hub, string prefix)
    {
        for (var call = 0; ; call++)
        {
            try
            {
                await hub.CreateOrderAsync($"{prefix}-{call}", "MAT-1001");
            }
            catch (HttpRequestException)
            {
                return call;
            }
        }
    }
}
