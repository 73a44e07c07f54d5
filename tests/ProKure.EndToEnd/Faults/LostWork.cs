using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ProKure.EndToEnd.Faults;

/// <summary>Orders that are lost in the middle, and what became of them.</summary>
internal static class LostWork
{
    /// <summary>The endpoint that must not be called twice, and that knows whom to ask.</summary>
    public const string WithLookup = "CREATE_PO_WITHOUT_KEY";

    /// <summary>Looks at everything sooner than an operator would want it.</summary>
    public static readonly string[] Impatience =
    [
        "--Fleet:BeatInterval=00:00:00.5", "--Fleet:Silence=00:00:03", "--Fleet:LeaderLease=00:00:02", "--Reconciler:PassInterval=00:00:00.5", "--Reconciler:SettleTime=00:00:01",
        "--Reconciler:RestInterval=00:00:02",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Hands an order over that SAP turns away the first time, and waits until the second attempt is planned.</summary>
    /// <returns>The delivery's id.</returns>
    public static async Task<string> TurnedAwayAsync(HttpClient hub, string number, int retryAfter)
    {
        var (status, answer) = await hub.QueueOrderAsync(number, $"MAT-BUSY-ONCE-{retryAfter}");
        Assert.Equal(HttpStatusCode.Accepted, status);
        var id = answer.Text("delivery_id");
        while (await hub.ReadAsync($"/api/v1/deliveries/{id}") is var delivery && ((int)delivery["attempts_made"]! < 1 || delivery.Text("state") != "QUEUED"))
            await Task.Delay(20, Token);
        return id;
    }

    /// <summary>The delivery once it has ended; it need not be there yet.</summary>
    public static async Task<JsonNode> EndedAsync(HttpClient hub, string id)
    {
        while (true)
        {
            using var answer = await hub.GetAsync(new Uri($"/api/v1/deliveries/{id}", UriKind.Relative), Token);
            if (answer.StatusCode == HttpStatusCode.OK && await answer.Content.ReadFromJsonAsync<JsonNode>(Token) is { } delivery && delivery["ended_at"] is not null)
                return delivery;
            await Task.Delay(50, Token);
        }
    }

    /// <summary>Calls and waits for the answer, which never comes.</summary>
    public static async Task<Exception?> CallAsync(HttpClient hub, string number, string material)
    {
        using var body = new StringContent(HubApi.Order(number, material), Encoding.UTF8, "application/json");
        return await Record.ExceptionAsync(() => hub.PostAsync(new Uri($"/api/v1/systems/SAP/endpoints/{WithLookup}/invoke", UriKind.Relative), body, Token));
    }

    /// <summary>All deliveries about the order.</summary>
    public static async Task<List<JsonNode>> DeliveriesOfAsync(HttpClient hub, string number) =>
        [.. (await hub.ReadAsync($"/api/v1/deliveries?entity_type=PURCHASE_ORDER&entity_id={number}&limit=500"))["items"]!.AsArray().Select(item => item!)];

    /// <summary>The only delivery about the order, once it has ended.</summary>
    public static async Task<JsonNode> EndOfOnlyAsync(HttpClient hub, string number)
    {
        while (true)
        {
            if (await DeliveriesOfAsync(hub, number) is [var only, .. var others] && only["ended_at"] is not null)
            {
                Assert.Empty(others);
                return only;
            }

            await Task.Delay(50, Token);
        }
    }

    /// <summary>The attempts of the order, oldest first, as <c>ENDPOINT STATUS REASON</c>.</summary>
    public static async Task<List<string>> StoryOfAsync(HttpClient hub, string number) =>
    [
        .. (await hub.ReadAsync($"/api/v1/logs?entity_type=PURCHASE_ORDER&entity_id={number}"))["items"]!.AsArray()
            .Select(entry => $"{entry!.Text("endpoint_code")} {entry!.Text("status")} {entry!["retry_info"]?["reason"]}".TrimEnd()).Reverse(),
    ];
}
