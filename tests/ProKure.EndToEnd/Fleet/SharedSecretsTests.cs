using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ProKure.EndToEnd.Fleet;

public sealed class SharedSecretsTests
{
    private const int Calls = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hubs_ask_for_one_token_and_a_rotation_on_one_fails_no_call_of_either()
    {
        await using var hubs = await PostgresHubs.StartAsync();
        await hubs.CreateSecuredSystemAsync();

        await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => CallAsync(i % 2 == 0 ? hubs.First : hubs.Second, $"first-{i}")));
        Assert.Equal(1, hubs.Sap.Tokens.Given);

        // The new key is given to both, and one of them brings everything to it while both make calls.
        hubs.WriteKeys("K1", "K2");
        using var enough = new CancellationTokenSource();
        var callers = new[] { hubs.First, hubs.Second, hubs.First, hubs.Second }.Select((hub, caller) => Task.Run(
            async () =>
            {
                var made = 0;
                for (; made < 5 || !enough.IsCancellationRequested; made++)
                    await CallAsync(hub, $"during-{caller}-{made}");
                return made;
            },
            Token)).ToList();
        using (var begun = await hubs.First.Http.PostAsync(new Uri("/api/v1/keys/rotate", UriKind.Relative), null, Token))
            Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        JsonNode status;
        while ((status = await hubs.First.Http.ReadAsync("/api/v1/keys"))["rotation"]!.Text("state") == "RUNNING")
            await Task.Delay(20, Token);
        await enough.CancelAsync();
        var made = (await Task.WhenAll(callers)).Sum();

        Assert.Equal(("DONE", "K2"), (status["rotation"]!.Text("state"), status.Text("current_key_id")));
        Assert.Equal(0, (int)(await hubs.Second.Http.ReadAsync("/api/v1/keys"))["remaining"]!);
        Assert.Equal(Calls + made, hubs.Sap.PurchaseOrders.Counts.Created);

        // Without the old key both go on: with the secret, with the token, with the answers that either has kept.
        hubs.WriteKeys("K2");
        await CallAsync(hubs.First, "after-first");
        await CallAsync(hubs.Second, "after-second");
        Assert.Equal("true", await CallAsync(hubs.Second, "first-0"));
        Assert.Equal("true", await CallAsync(hubs.First, "first-1"));
        Assert.Equal((1, Calls + made + 2), (hubs.Sap.Tokens.Given, hubs.Sap.PurchaseOrders.Counts.Created));
        TestContext.Current.SendDiagnosticMessage($"{Calls + made + 2} calls, {status["rotation"]!["done"]} rows encrypted anew");
    }

    // Whether the answer was a kept one.
    private static async Task<string?> CallAsync(HubProcess hub, string key)
    {
        var payload = new JsonObject { ["PurchaseOrder"] = new JsonObject { ["VendorCode"] = "V-1", ["Reference"] = key, ["Items"] = new JsonArray(new JsonObject { ["Material"] = "MAT-1001", ["Qty"] = 1 }) } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/systems/SECURED/endpoints/CREATE_PO/invoke", UriKind.Relative))
        {
            Content = JsonContent.Create(new JsonObject { ["payload"] = payload }),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await hub.Http.SendAsync(request, Token);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{key}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
        return answer.Headers.TryGetValues("Idempotency-Replayed", out var values) ? values.Single() : null;
    }
}
