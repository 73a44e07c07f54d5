using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ProKure.Samples.FirstCall;

/// <summary>The three calls of the hub's API that a first call needs.</summary>
internal sealed class HubConnection : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http;

    public HubConnection(Uri hub) => _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = hub, Timeout = TimeSpan.FromSeconds(30) };

    public string Key
    {
        set => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", value);
    }

    public async Task<bool> IsReadyWithinAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var tooLong = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        tooLong.CancelAfter(patience);
        try
        {
            while (!await IsReadyAsync(tooLong.Token))
                await Task.Delay(BetweenLooks, tooLong.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public async Task<(HttpStatusCode Status, JsonNode Answer)> CreateOrderAsync(JsonNode order, CancellationToken cancellationToken)
    {
        var invocation = new JsonObject
        {
            ["payload"] = order,
            ["context"] = new JsonObject
            {
                ["entity_type"] = "PURCHASE_ORDER",
                ["entity_id"] = order["po_number"]?.DeepClone(),
                ["operation_type"] = "CREATE",
            },
            ["actor"] = new JsonObject { ["user_id"] = order["requested_by"]?.DeepClone(), ["triggered_by"] = "USER" },
        };
        using var body = new StringContent(invocation.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", UriKind.Relative), body, cancellationToken);
        return (response.StatusCode, await ReadAsync(response, cancellationToken));
    }

    public async Task<JsonNode> GetLogAsync(string requestId, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri($"/api/v1/logs/{requestId}", UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        return await ReadAsync(response, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return false;
        }
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken))
        ?? throw new InvalidDataException("The hub answered with JSON null.");
}
