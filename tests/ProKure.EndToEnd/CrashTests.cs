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
            var call = hub.Http.CreateOrderAsync("PO-KILLED", "MAT-HANG");
            await sap.Requests.WaitForArrivalsAsync(1, Token);

            var pending = Assert.Single(await hub.Http.ListLogsAsync());
            Assert.Equal("PENDING", pending.Text("status"));
            await hub.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        }

        await using var next = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores);
        var entry = Assert.Single(await next.Http.ListLogsAsync());
        var document = await next.Http.ReadAsync($"/api/v1/logs/{entry.Text("request_id")}");
        Assert.Equal(("UNKNOWN", "PROCESS_LOST"), (document.Text("status"), document["error"]!.Text("type")));
        Assert.Null(document["is_success"]);
        Assert.Equal("PO-KILLED", document["request_body"]!["PurchaseOrder"]!.Text("Reference"));
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
