using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli;

/// <summary>The hub's REST API, as much of it as commands need: JSON there and back, problems as <see cref="CliException"/>.</summary>
internal sealed class HubApi : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly Uri _hub;

    public HubApi(Uri hub, string? key)
    {
        _hub = hub;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = hub, Timeout = Patience };
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <param name="path">Path and query, as <c>/api/v1/keys</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <param name="path">Path and query.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JsonNode> PostAsync(string path, JsonNode? body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    /// <param name="path">Path and query.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JsonNode> PutAsync(string path, JsonNode body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Put, path, body, cancellationToken);

    /// <param name="path">Path and query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JsonNode> DeleteAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Delete, path, null, cancellationToken);

    /// <summary>How the hub says that it is, also when it says so with 503.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JsonNode> GetHealthAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "/health/ready", null, cancellationToken, HttpStatusCode.ServiceUnavailable);

    public void Dispose() => _http.Dispose();

    /// <exception cref="CliException">The hub says no, or cannot be reached.</exception>
    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken, HttpStatusCode? isAnswer = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            if (!response.IsSuccessStatusCode && !(response.StatusCode == isAnswer && answer?["status"] is not null))
                throw Refusal(response.StatusCode, answer);
            return answer ?? throw new CliException(ExitCodes.Unreachable, $"{_hub} answered HTTP {(int)response.StatusCode} without JSON: it is no hub, or something stands in between.");
        }
        catch (HttpRequestException fault)
        {
            throw new CliException(ExitCodes.Unreachable, $"The hub at {_hub} cannot be reached: {fault.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(ExitCodes.Unreachable, $"The hub at {_hub} did not answer within {Patience.TotalSeconds} s.");
        }
    }

    private static CliException Refusal(HttpStatusCode status, JsonNode? problem)
    {
        var code = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ExitCodes.NotAllowed : ExitCodes.Refused;
        var lines = new StringBuilder((string?)problem?["detail"] ?? $"The hub answered HTTP {(int)status}.");
        foreach (var error in problem?["errors"] as JsonArray ?? [])
            lines.Append('\n').Append($"  {error?["path"]}: {error?["message"]}");
        return new CliException(code, lines.ToString());
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
