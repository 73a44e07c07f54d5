using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd;

public sealed class PoisonTests
{
    private static readonly string[] Settings = ["--DeliveryWorker:Lease=00:00:01", "--Fleet:BeatInterval=00:00:00.200", "--Fleet:Silence=00:00:01"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_during_which_two_hubs_died_is_blocked_and_not_run_a_third_time()
    {
        using var data = new TemporaryFolder();
        using var configuration = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        string[] settings = [$"--Hub:ApplyConfiguration={ShortLimits.WriteTo(configuration.FullName)}", .. Settings, .. HubProcess.PatientWithStores];
        string id;
        await using (var first = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, settings))
        {
            id = await AcceptAsync(first.Http, "PO-POISON", "MAT-HANG");
            await sap.Requests.WaitForArrivalsAsync(1, Token);
            await first.KillAsync();
        }

        await using (var second = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, settings))
        {
            await sap.Requests.WaitForArrivalsAsync(2, Token);
            await second.KillAsync();
        }

        await using var third = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, settings);
        var other = await AcceptAsync(third.Http, "PO-HARMLESS", "MAT-1001");
        var delivery = await EndedAsync(third.Http, id);
        await EndedAsync(third.Http, other);

        Assert.Equal(("DEAD", "POISON", 2), (delivery.Text("state"), delivery.Text("reason"), (int)delivery["interruptions"]!));
        Assert.Contains("ended twice", delivery["failure"]!.Text("message"), StringComparison.Ordinal);
        Assert.Equal(3, sap.Requests.Counts.Total);
    }

    private static async Task<string> AcceptAsync(HttpClient hub, string reference, string material)
    {
        var order = HubApi.Order(reference, material).Replace("{ \"payload\"", "{ \"mode\": \"ASYNC\", \"payload\"", StringComparison.Ordinal);
        using var body = new StringContent(order, Encoding.UTF8, "application/json");
        using var accepted = await hub.PostAsync(new Uri("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", UriKind.Relative), body, Token);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        return (await accepted.Content.ReadFromJsonAsync<JsonNode>(Token))!.Text("delivery_id");
    }

    private static async Task<JsonNode> EndedAsync(HttpClient hub, string id)
    {
        while (true)
        {
            var delivery = await hub.ReadAsync($"/api/v1/deliveries/{id}");
            if (delivery["ended_at"] is not null)
                return delivery;
            await Task.Delay(50, Token);
        }
    }
}
