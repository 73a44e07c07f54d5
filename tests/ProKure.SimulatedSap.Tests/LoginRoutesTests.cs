using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Samples.Sap.Logins;

namespace ProKure.Samples.Sap.Tests;

public sealed class LoginRoutesTests : IAsyncLifetime
{
    private SimulatedSap _sap = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = _sap.BaseUrl };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sap.DisposeAsync();
    }

    [Fact]
    public async Task Token_ForTheClient_OpensTheRouteUntilItIsVoid()
    {
        var (status, answer) = await AskAsync("grant_type=client_credentials", SimulatedLogins.ClientSecret);
        var token = (string)answer["access_token"]!;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (status, await PingAsync("oauth2", new AuthenticationHeaderValue("Bearer", token))));
        _sap.Tokens.VoidAll();
        Assert.Equal(HttpStatusCode.Unauthorized, await PingAsync("oauth2", new AuthenticationHeaderValue("Bearer", token)));
    }

    [Fact]
    public async Task Token_ForAnotherSecret_IsRefused()
    {
        var (status, answer) = await AskAsync("grant_type=client_credentials", "another");

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (status, (string?)answer["error"]));
    }

    [Fact]
    public async Task RefreshToken_IsGoodOnce()
    {
        var body = $"grant_type=refresh_token&refresh_token={SimulatedLogins.RefreshToken}";

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(body, SimulatedLogins.ClientSecret)).Status);
        Assert.Equal("invalid_grant", (string?)(await AskAsync(body, SimulatedLogins.ClientSecret)).Answer["error"]);
    }

    [Fact]
    public async Task Route_WithoutProof_IsClosed()
    {
        foreach (var way in new[] { "basic", "bearer", "api-key", "hmac", "oauth2", "other" })
            Assert.Equal(HttpStatusCode.Unauthorized, await PingAsync(way, null));
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> AskAsync(string body, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token") { Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{SimulatedLogins.ClientId}:{secret}")));
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    private async Task<HttpStatusCode> PingAsync(string way, AuthenticationHeaderValue? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/sap/opu/odata/secure/{way}/ping");
        request.Headers.Authorization = authorization;
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
