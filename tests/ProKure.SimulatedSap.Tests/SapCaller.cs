using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ProKure.Samples.Sap.Tests;

/// <summary>A simulated SAP on a free port and an HTTP client of it that follows no redirects.</summary>
internal sealed class SapCaller : IAsyncDisposable
{
    public const string OrdersPath = "/sap/opu/odata/purchase-orders";

    private SapCaller(SimulatedSap sap)
    {
        Sap = sap;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = sap.BaseUrl };
    }

    public SimulatedSap Sap { get; }

    public HttpClient Http { get; }

    public static async Task<SapCaller> StartAsync(SimulatedSapOptions? options = null)
        => new(await SimulatedSap.StartAsync(options ?? new SimulatedSapOptions(), TestContext.Current.CancellationToken));

    public static string OrderJson(string material, string? reference = "PO-4711")
        => new JsonObject
        {
            ["PurchaseOrder"] = new JsonObject
            {
                ["VendorCode"] = "V-100045",
                ["CompanyCode"] = "1000",
                ["Reference"] = reference,
                ["Currency"] = "EUR",
                ["Items"] = new JsonArray(new JsonObject { ["Material"] = material, ["Qty"] = 10, ["Unit"] = "EA" }),
            },
        }.ToJsonString();

    public static StringContent Json(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    public Task<HttpResponseMessage> CreateAsync(string material, string? reference = "PO-4711", string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, OrdersPath) { Content = Json(OrderJson(material, reference)) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<string> CreateOneAsync(string material = "MAT-1001", string? reference = "PO-4711")
    {
        using var answer = await CreateAsync(material, reference);
        return (await answer.ReadJsonAsync())["d"]!["PurchaseOrder"]!.GetValue<string>();
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json)
        => Http.PostAsync(new Uri(path, UriKind.Relative), Json(json), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path)
        => Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> CancelAsync(string number, string? reason, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{OrdersPath}/{number}/cancel");
        if (reason is not null)
            request.Headers.Add("X-Reason-Code", reason);
        if (ifMatch is not null)
            request.Headers.Add("If-Match", ifMatch);
        return Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Sap.DisposeAsync();
    }
}
