using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ProKure.EndToEnd;

/// <summary>What the tests ask of a hub.</summary>
internal static class HubApi
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string Order(string poNumber, string material) =>
        $$"""
        { "payload": { "po_number": "{{poNumber}}", "company": "DE01", "currency": "EUR", "vendor": { "external_code": "V-100045" },
                       "items": [ { "line": 1, "item_code": "{{material}}", "quantity": 10, "uom": "PCE" } ] },
          "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "{{poNumber}}", "operation_type": "CREATE" } }
        """;

    public static Task<(HttpStatusCode Status, JsonNode Answer)> CreateOrderAsync(this HttpClient hub, string poNumber, string material) =>
        hub.InvokeAsync(Order(poNumber, material));

    /// <summary>Hands an order over, to be delivered by the hub.</summary>
    public static Task<(HttpStatusCode Status, JsonNode Answer)> QueueOrderAsync(this HttpClient hub, string poNumber, string material) =>
        hub.InvokeAsync(Order(poNumber, material).Insert(1, " \"mode\": \"ASYNC\","));

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> InvokeAsync(this HttpClient hub, string invocation)
    {
        using var body = new StringContent(invocation, Encoding.UTF8, "application/json");
        using var response = await hub.PostAsync(Relative("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke"), body, Token);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!);
    }

    public static async Task<JsonNode> ReadAsync(this HttpClient hub, string path) => (await hub.GetFromJsonAsync<JsonNode>(Relative(path), Token))!;

    /// <summary>All log entries of SAP, page by page.</summary>
    public static async Task<List<JsonNode>> ListLogsAsync(this HttpClient hub)
    {
        var entries = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = await hub.ReadAsync($"/api/v1/logs?system=SAP&limit=500{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            entries.AddRange(page["items"]!.AsArray().Select(e => e!));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        return entries;
    }

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    private static Uri Relative(string path) => new(path, UriKind.Relative);
}
