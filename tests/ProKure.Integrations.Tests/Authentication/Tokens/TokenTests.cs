using System.Collections.Immutable;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Tests.Execution.Connections;

namespace ProKure.Integrations.Tests.Authentication.Tokens;

/// <summary>Hubs that call a server for orders with tokens that it gives itself, over real HTTP.</summary>
public abstract class TokenTests : IAsyncLifetime
{
    private protected const string Secret = "c1ient-s3cret/of the hub";

    private readonly List<WireHub> _hubs = [];

    private protected TestAuthentication Shared { get; } = new();

    private protected TokenServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TokenServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in _hubs)
            await hub.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<WireHub> HubAsync(
        CredentialConfig credential, TimeProvider? time = null, Func<EndpointConfig, EndpointConfig>? endpoint = null, Func<SystemConfig, SystemConfig>? system = null,
        RateLimitPolicyConfig? limit = null)
    {
        var hub = await WireHub.StartAsync(Server.Url, system: system, endpoint: endpoint, time: time, credential: credential, authentication: Shared, limit: limit);
        _hubs.Add(hub);
        return hub;
    }

    private protected CredentialConfig ClientCredentials() => new()
    {
        Code = "LOGIN",
        Type = CredentialType.Oauth2ClientCredentials,
        Oauth2 = Oauth(Server.TokenUrl),
        Given = Given((SecretNames.ClientSecret, Secret)),
    };

    private protected CredentialConfig RefreshToken() => new()
    {
        Code = "LOGIN",
        Type = CredentialType.Oauth2RefreshToken,
        Oauth2 = Oauth(Server.TokenUrl),
        Given = Given((SecretNames.ClientSecret, Secret), (SecretNames.RefreshToken, "first-refresh-token")),
    };

    private protected static Oauth2Config Oauth(Uri tokenUrl) => new() { TokenUrl = tokenUrl, ClientId = "hub", Scope = "read write" };

    private protected static ImmutableSortedDictionary<string, SecretText> Given(params (string Name, string Secret)[] secrets) =>
        secrets.ToImmutableSortedDictionary(secret => secret.Name, secret => new SecretText(secret.Secret), StringComparer.Ordinal);

    private protected void AssertNotSent(InvocationResult result, string code, ErrorSide side)
    {
        Assert.Equal(
            (LogStatus.Failed, ErrorType.Authentication, ErrorPhase.Resolve, code, side, true),
            (result.Status, result.Failure!.Type, result.Failure.Phase, result.Failure.Code, result.Failure.Side, result.Failure.CertainlyNotReceived));
        Assert.Empty(Server.Orders);
    }

    private protected static List<LogDocument> Documents(WireHub hub, InvocationResult result) =>
        [.. hub.Log.Documents.Where(document => document.Entry.CorrelationId == result.CorrelationId.ToString())];
}
