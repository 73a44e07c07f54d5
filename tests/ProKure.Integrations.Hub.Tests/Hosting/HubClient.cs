using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Hub.Tests.Hosting;

/// <summary>Calls a hub with one key.</summary>
internal sealed class HubClient : IDisposable
{
    private readonly HttpClient _http;

    public HubClient(Uri hub, string? key)
    {
        Key = key;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = hub };
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string? Key { get; }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostAsync(string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : Json(body.ToJsonString()), headers);

    public Task<Answer> PostTextAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, Json(body), headers);

    public Task<Answer> PutAsync(string path, JsonNode body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, Json(body.ToJsonString()), headers);

    public Task<Answer> InvokeAsync(string endpoint, JsonNode payload, JsonObject? context = null, string? correlationId = null)
    {
        var body = new JsonObject { ["payload"] = payload, ["context"] = context, ["correlation_id"] = correlationId };
        return PostAsync($"/api/v1/systems/SAP/endpoints/{endpoint}/invoke", body);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>As POST, for callers that hang up.</summary>
    public async Task PostCancellableAsync(string path, JsonNode body, CancellationToken hangUp)
    {
        using var content = Json(body.ToJsonString());
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content, hangUp);
    }

    public void Dispose() => _http.Dispose();

    public static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}

/// <summary>What came back.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Asserts that the answer is this problem, in the form of problems.</summary>
    public JsonNode AssertProblem(int status, string slug)
    {
        Assert.True(status == Status, $"Expected {status} {slug}, found {Status}: {Text}");
        Assert.Equal("application/problem+json", Header("Content-Type"));
        var problem = Json;
        Assert.Equal($"/problems/{slug}", (string?)problem["type"]);
        Assert.Equal(status, (int?)problem["status"]);
        Assert.NotEmpty((string)problem["title"]!);
        Assert.NotEmpty((string)problem["detail"]!);
        Assert.StartsWith("/", (string)problem["instance"]!, StringComparison.Ordinal);
        return problem;
    }

    public JsonNode AssertStatus(int status)
    {
        Assert.True(status == Status, $"Expected {status}, found {Status}: {Text}");
        return Json;
    }
}
