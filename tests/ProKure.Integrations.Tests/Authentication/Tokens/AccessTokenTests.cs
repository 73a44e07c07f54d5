using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Tests.Execution.Connections;

namespace ProKure.Integrations.Tests.Authentication.Tokens;

/// <summary>Access tokens over real HTTP: asked for once, kept, renewed, refused; and token endpoints that misbehave.</summary>
public sealed class AccessTokenTests : IAsyncLifetime
{
    private const string Secret = "c1ient-s3cret/of the hub";

    private readonly TestAuthentication _shared = new();
    private readonly List<WireHub> _hubs = [];
    private TokenServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TokenServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in _hubs)
            await hub.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Calls_OneAfterTheOther_ShareOneToken()
    {
        var hub = await HubAsync(ClientCredentials());

        var results = new[] { await hub.CallAsync(), await hub.CallAsync() };

        Assert.All(results, result => Assert.Equal((LogStatus.Success, 201), (result.Status, result.ResponseStatus)));
        var asked = Assert.Single(_server.Asked);
        Assert.Equal(("client_credentials", "read write", $"hub:{Uri.EscapeDataString(Secret).Replace("%20", "+", StringComparison.Ordinal)}"), (asked.Form["grant_type"], asked.Form["scope"], asked.Basic));
        Assert.Single(_server.Orders.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Calls_AHundredAtOnce_AskOnce()
    {
        var hub = await HubAsync(ClientCredentials());

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => hub.CallAsync()));

        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task Calls_OfTwoHubsAtOnce_AskOnce()
    {
        var hubs = new[] { await HubAsync(ClientCredentials()), await HubAsync(ClientCredentials()) };

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => hubs[i % 2].CallAsync()));

        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Single(_server.Asked);
        Assert.Single(_server.Orders.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Token_OfAProcessThatEnded_IsReadByTheNext()
    {
        await (await HubAsync(ClientCredentials())).CallAsync();

        await (await HubAsync(ClientCredentials())).CallAsync();

        Assert.Single(_server.Asked);
        Assert.DoesNotContain("tok-", Encoding.Latin1.GetString((await _shared.Tokens.FindAsync("LOGIN", TestContext.Current.CancellationToken))!.Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_NearItsEnd_IsRenewedAheadByOneCall_WhileTheOthersGoOn()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var hub = await HubAsync(ClientCredentials(), time);
        await hub.CallAsync();

        time.Advance(TimeSpan.FromMinutes(44));
        await hub.CallAsync();
        Assert.Single(_server.Asked);

        time.Advance(TimeSpan.FromMinutes(11)); // 55 of 60 minutes: past the latest moment of renewal, before the end
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hub.CallAsync()));
        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task Token_NearItsEnd_WhoseRenewalFails_IsUsedOn()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var hub = await HubAsync(ClientCredentials(), time);
        await hub.CallAsync();
        _server.OnToken = (_, context) => TokenServer.AnswerAsync(context, 503, "");

        time.Advance(TimeSpan.FromMinutes(55));
        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Success, 2), (result.Status, _server.Asked.Count));
    }

    [Fact]
    public async Task Token_ThatTheSystemRefuses_IsReplacedWithinTheSameAttempt()
    {
        var hub = await HubAsync(ClientCredentials());
        await hub.CallAsync();
        _server.VoidAll();

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Success, 201, 1), (result.Status, result.ResponseStatus, result.AttemptNumber));
        Assert.Equal((2, 3), (_server.Asked.Count, _server.Orders.Count));
        var refused = Assert.Single(Documents(hub, result), document => document.Entry.ResponseStatus == 401).Entry;
        Assert.Equal(
            (ErrorType.Authentication, "TOKEN_REFUSED", WireName.Of(RetryReason.TokenRenewed), 1), (refused.Error!.Type, refused.Error.Code, refused.Retry.Reason, refused.Retry.AttemptNumber));
        Assert.Equal(refused.RequestId, result.ParentRequestId);
    }

    [Fact]
    public async Task Token_ThatTheSystemRefusesTwice_EndsTheCall()
    {
        var hub = await HubAsync(ClientCredentials());
        _server.OnToken = (_, context) => TokenServer.AnswerAsync(context, 200, $$"""{"access_token":"void-{{Guid.CreateVersion7():N}}","expires_in":60}""");

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Failed, ErrorType.HttpStatus, 401), (result.Status, result.Failure!.Type, result.ResponseStatus));
        Assert.Equal((2, 2), (_server.Asked.Count, _server.Orders.Count));
    }

    [Fact]
    public async Task Token_RefusedInOneHub_IsNotTakenFromTheStoreAgain()
    {
        var hubs = new[] { await HubAsync(ClientCredentials()), await HubAsync(ClientCredentials()) };
        await hubs[0].CallAsync();
        _server.VoidAll();

        var result = await hubs[1].CallAsync();

        Assert.Equal((LogStatus.Success, 2), (result.Status, _server.Asked.Count));
    }

    [Fact]
    public async Task RefreshToken_ThatChangesWithEachUse_IsKeptForTheNextProcess()
    {
        var good = "first-refresh-token";
        _server.OnToken = (asked, context) =>
        {
            if (asked.Form["refresh_token"] != good)
                return TokenServer.AnswerAsync(context, 400, """{"error":"invalid_grant"}""");
            good = $"refresh-{Guid.CreateVersion7():N}";
            return _server.GiveAsync(context, $"\"expires_in\":3600,\"refresh_token\":\"{good}\"");
        };
        var first = await HubAsync(RefreshToken());
        await first.CallAsync();
        _server.VoidAll();
        await first.CallAsync();
        _server.VoidAll();

        var result = await (await HubAsync(RefreshToken())).CallAsync();

        Assert.Equal((LogStatus.Success, 3), (result.Status, _server.Asked.Count));
        Assert.Equal(3, _server.Asked.Select(asked => asked.Form["refresh_token"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task RefreshToken_ThatAnotherHubHasUsed_IsReadAnewFromTheStore()
    {
        var good = "first-refresh-token";
        WireHub? other = null;
        var isFirst = true;
        _server.OnToken = async (asked, context) =>
        {
            // While the first hub's request is under way, its lease runs out and the other hub renews.
            if (isFirst)
            {
                isFirst = false;
                await _shared.Fleet.LeaveAsync(_shared.Fleet.HolderOf("token LOGIN")!, default);
                await other!.CallAsync();
            }

            if (asked.Form["refresh_token"] != good)
            {
                await TokenServer.AnswerAsync(context, 400, """{"error":"invalid_grant"}""");
                return;
            }

            good = $"refresh-{Guid.CreateVersion7():N}";
            await _server.GiveAsync(context, $"\"expires_in\":3600,\"refresh_token\":\"{good}\"");
        };
        var hub = await HubAsync(RefreshToken());
        other = await HubAsync(RefreshToken());

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Success, 2), (result.Status, _server.Asked.Count));
    }

    [Fact]
    public async Task RefreshToken_ThatIsVoid_IsAFaultOfTheConfiguration()
    {
        _server.OnToken = (_, context) => TokenServer.AnswerAsync(context, 400, """{"error":"invalid_grant"}""");

        var result = await (await HubAsync(RefreshToken())).CallAsync();

        AssertNotSent(result, "INVALID_GRANT", ErrorSide.Configuration);
        Assert.Equal("No access token could be had: The token endpoint answered HTTP 400: invalid_grant (the refresh token is void: log in anew and give the new one).", result.Failure!.Message);
        Assert.Equal(RetryReason.NotTransient, result.Retry!.Reason);
    }

    [Fact]
    public async Task RefreshToken_WhileTheStoreIsAway_IsNotUsed_ButClientCredentialsAre()
    {
        var (refresh, client) = (await HubAsync(RefreshToken()), await HubAsync(ClientCredentials() with { Code = "OTHER" }));
        _shared.Tokens.IsAway = _shared.Fleet.IsAway = true;

        AssertNotSent(await refresh.CallAsync(), "TOKEN_STORE_UNAVAILABLE", ErrorSide.Ours);
        Assert.Empty(_server.Asked);
        Assert.Equal(LogStatus.Success, (await client.CallAsync()).Status);
    }

    [Theory]
    [InlineData("not json at all", 200, "TOKEN_UNREADABLE", ErrorSide.Theirs)]
    [InlineData("[1]", 200, "TOKEN_UNREADABLE", ErrorSide.Theirs)]
    [InlineData("{}", 200, "TOKEN_UNREADABLE", ErrorSide.Theirs)]
    [InlineData("", 200, "TOKEN_UNREADABLE", ErrorSide.Theirs)]
    [InlineData("""{"access_token":"a\r\nX-Evil: 1"}""", 200, "TOKEN_UNREADABLE", ErrorSide.Theirs)]
    [InlineData("""{"access_token":"abcdefgh","token_type":"mac"}""", 200, "TOKEN_UNREADABLE", ErrorSide.Theirs)]
    [InlineData("<html>Login</html>", 302, "TOKEN_HTTP_STATUS", ErrorSide.Theirs)]
    [InlineData("oops", 500, "TOKEN_HTTP_STATUS", ErrorSide.Theirs)]
    [InlineData("slow down", 429, "TOKEN_HTTP_STATUS", ErrorSide.Theirs)]
    [InlineData("nobody here", 404, "TOKEN_HTTP_STATUS", ErrorSide.Configuration)]
    [InlineData("""{"error":"invalid_client"}""", 401, "INVALID_CLIENT", ErrorSide.Configuration)]
    [InlineData("""{"error":"invalid_scope"}""", 400, "INVALID_SCOPE", ErrorSide.Configuration)]
    [InlineData("""{"error":"temporarily_unavailable"}""", 503, "TEMPORARILY_UNAVAILABLE", ErrorSide.Theirs)]
    public async Task Endpoint_ThatGivesNoToken_SendsNothing(string body, int status, string code, ErrorSide side)
    {
        _server.OnToken = (_, context) =>
        {
            context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return TokenServer.AnswerAsync(context, status, body);
        };

        var result = await (await HubAsync(ClientCredentials(), system: system => system with { Outbound = system.Outbound with { MaxRedirects = 5 } })).CallAsync();

        AssertNotSent(result, code, side);
        Assert.Equal(side == ErrorSide.Theirs ? RetryReason.RetryScheduled : RetryReason.NotTransient, result.Retry!.Reason);
    }

    [Fact]
    public async Task Endpoint_ThatIsNotThere_SendsNothing_AndIsNotAskedByEveryCall()
    {
        var hub = await HubAsync(ClientCredentials() with { Oauth2 = Oauth(new Uri("http://127.0.0.1:1/token")) });

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => hub.CallAsync()));

        Assert.All(results, result => AssertNotSent(result, "TOKEN_CONNECT", ErrorSide.Theirs));
        Assert.Single(hub.Log.Documents, document => document.Entry.Context.Keys.ContainsKey("purpose"));
        Assert.Contains(results, result => result.Failure!.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task Endpoint_ThatRecovers_IsAskedAgainAfterItsRest()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var hub = await HubAsync(ClientCredentials(), time);
        _server.OnToken = (_, context) => TokenServer.AnswerAsync(context, 503, "");
        AssertNotSent(await hub.CallAsync(), "TOKEN_HTTP_STATUS", ErrorSide.Theirs);
        _server.OnToken = null;

        AssertNotSent(await hub.CallAsync(), "TOKEN_HTTP_STATUS", ErrorSide.Theirs);
        time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal((LogStatus.Success, 2), ((await hub.CallAsync()).Status, _server.Asked.Count));
    }

    [Fact]
    public async Task Endpoint_ThatNeverAnswers_EndsWithTheCallsTime()
    {
        _server.OnToken = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var hub = await HubAsync(ClientCredentials(), endpoint: endpoint => endpoint with { Timeout = TimeSpan.FromMilliseconds(300) });

        var result = await hub.CallAsync();

        Assert.Equal((ErrorPhase.Resolve, true), (result.Failure!.Phase, result.Failure.CertainlyNotReceived));
        Assert.Empty(_server.Orders);
    }

    [Fact]
    public async Task Endpoint_ThatBreaksOffItsAnswer_SendsNothing()
    {
        _server.OnToken = async (_, context) =>
        {
            context.Response.ContentLength = 1_000;
            await context.Response.WriteAsync("""{"access_token":"abc""", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        };

        var result = await (await HubAsync(ClientCredentials())).CallAsync();

        // Whether the abort overtakes the headers is the network's matter.
        Assert.True(result.Failure!.Code is "TOKEN_RESPONSE_INCOMPLETE" or "TOKEN_RESPONSE", result.Failure.Code);
        AssertNotSent(result, result.Failure.Code!, ErrorSide.Theirs);
    }

    [Fact]
    public async Task Endpoint_WithAnEndlessAnswer_SendsNothing()
    {
        _server.OnToken = async (_, context) =>
        {
            var junk = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(junk, context.RequestAborted);
        };

        AssertNotSent(await (await HubAsync(ClientCredentials())).CallAsync(), "TOKEN_RESPONSE_TOO_LARGE", ErrorSide.Theirs);
    }

    [Theory]
    [InlineData("\"expires_in\":0")]
    [InlineData("\"expires_in\":-5")]
    [InlineData("\"expires_in\":\"0\"")]
    public async Task Expiry_OfZero_GivesATokenForThisOnce(string expiry)
    {
        _server.OnToken = (_, context) => _server.GiveAsync(context, expiry);
        var hub = await HubAsync(ClientCredentials());

        var results = new[] { await hub.CallAsync(), await hub.CallAsync() };

        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Equal(2, _server.Asked.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"expires_in\":null")]
    [InlineData("\"expires_in\":\"soon\"")]
    public async Task Expiry_ThatIsMissing_CountsAsFiveMinutes(string expiry)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _server.OnToken = (_, context) => _server.GiveAsync(context, expiry);
        var hub = await HubAsync(ClientCredentials(), time);

        await hub.CallAsync();
        time.Advance(TimeSpan.FromMinutes(3));
        await hub.CallAsync();
        Assert.Single(_server.Asked);
        time.Advance(TimeSpan.FromMinutes(3));
        await hub.CallAsync();
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task Expiry_BeyondReason_CountsAsADay()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _server.OnToken = (_, context) => _server.GiveAsync(context, "\"expires_in\":1e300");
        var hub = await HubAsync(ClientCredentials(), time);

        await hub.CallAsync();
        time.Advance(TimeSpan.FromHours(25));

        Assert.Equal((LogStatus.Success, 2), ((await hub.CallAsync()).Status, _server.Asked.Count));
    }

    [Fact]
    public async Task Exchange_HasADocumentOfItsOwn_InWhichNothingIsSecret()
    {
        _server.OnToken = (asked, context) => TokenServer.AnswerAsync(
            context, 401, $$"""{"error":"invalid_client","error_description":"client hub with secret '{{Secret}}' is wrong ({{asked.Authorization}})","{{Secret}}":1}""");
        var hub = await HubAsync(ClientCredentials());

        var result = await hub.CallAsync();

        var exchange = Documents(hub, result).Single(document => document.Entry.HttpMethod == "POST" && document.Entry.Context.Keys.ContainsKey("purpose"));
        Assert.Equal(("TOKEN_REQUEST", (Guid?)result.RequestId, LogStatus.Failed), (exchange.Entry.Context.Keys["purpose"], exchange.Entry.ParentRequestId, exchange.Entry.Status));
        Assert.Equal("grant_type=client_credentials&scope=read+write", Encoding.UTF8.GetString(exchange.Request!.Body.Span));
        Assert.Equal("error: [REDACTED], error_description: [REDACTED]", Encoding.UTF8.GetString(exchange.Response!.Body.Span));
        AssertNothingSecret(hub, result, Secret, Convert.ToBase64String(Encoding.UTF8.GetBytes($"hub:{Secret}")));
    }

    [Theory]
    [InlineData(Oauth2ClientAuth.SecretBody, "grant_type=client_credentials&scope=read+write&client_id=[REDACTED]&client_secret=[REDACTED]")]
    [InlineData(Oauth2ClientAuth.SecretBasic, "grant_type=client_credentials&scope=read+write")]
    public async Task Exchange_ByEachWayOfClientAuthentication_ShowsNoSecret(Oauth2ClientAuth auth, string body)
    {
        var hub = await HubAsync(ClientCredentials() with { Oauth2 = Oauth(_server.TokenUrl) with { ClientAuth = auth } });

        var result = await hub.CallAsync();

        Assert.Equal(LogStatus.Success, result.Status);
        Assert.Equal(body, Encoding.UTF8.GetString(Documents(hub, result).Single(document => document.Entry.Context.Keys.ContainsKey("purpose")).Request!.Body.Span));
        Assert.Equal(auth == Oauth2ClientAuth.SecretBody ? Secret : null, _server.Asked.Single().Form.GetValueOrDefault("client_secret"));
        AssertNothingSecret(hub, result, Secret, _server.Orders.Single()["Bearer ".Length..]);
    }

    [Fact]
    public async Task Answer_ThatEchoesTheToken_ShowsItToNobody()
    {
        _server.OnOrder = context => TokenServer.AnswerAsync(context, 201, $$"""{"you_sent":"{{context.Request.Headers.Authorization}}","plain":"{{context.Request.Headers.Authorization.ToString()[7..]}}"}""");
        var hub = await HubAsync(ClientCredentials());

        var result = await hub.CallAsync();

        Assert.Equal("""{"you_sent":"Bearer [REDACTED]","plain":"[REDACTED]"}""", Encoding.UTF8.GetString(result.Response.Span));
        AssertNothingSecret(hub, result, _server.Orders.Single()["Bearer ".Length..]);
    }

    private async Task<WireHub> HubAsync(
        CredentialConfig credential, TimeProvider? time = null, Func<EndpointConfig, EndpointConfig>? endpoint = null, Func<SystemConfig, SystemConfig>? system = null)
    {
        var hub = await WireHub.StartAsync(_server.Url, system: system, endpoint: endpoint, time: time, credential: credential, authentication: _shared);
        _hubs.Add(hub);
        return hub;
    }

    private CredentialConfig ClientCredentials() => new()
    {
        Code = "LOGIN",
        Type = CredentialType.Oauth2ClientCredentials,
        Oauth2 = Oauth(_server.TokenUrl),
        Given = Given((SecretNames.ClientSecret, Secret)),
    };

    private CredentialConfig RefreshToken() => new()
    {
        Code = "LOGIN",
        Type = CredentialType.Oauth2RefreshToken,
        Oauth2 = Oauth(_server.TokenUrl),
        Given = Given((SecretNames.ClientSecret, Secret), (SecretNames.RefreshToken, "first-refresh-token")),
    };

    private static Oauth2Config Oauth(Uri tokenUrl) => new() { TokenUrl = tokenUrl, ClientId = "hub", Scope = "read write" };

    private static ImmutableSortedDictionary<string, SecretText> Given(params (string Name, string Secret)[] secrets) =>
        secrets.ToImmutableSortedDictionary(secret => secret.Name, secret => new SecretText(secret.Secret), StringComparer.Ordinal);

    private void AssertNotSent(InvocationResult result, string code, ErrorSide side)
    {
        Assert.Equal(
            (LogStatus.Failed, ErrorType.Authentication, ErrorPhase.Resolve, code, side, true),
            (result.Status, result.Failure!.Type, result.Failure.Phase, result.Failure.Code, result.Failure.Side, result.Failure.CertainlyNotReceived));
        Assert.Empty(_server.Orders);
    }

    private static List<LogDocument> Documents(WireHub hub, InvocationResult result) =>
        [.. hub.Log.Documents.Where(document => document.Entry.CorrelationId == result.CorrelationId.ToString())];

    private static void AssertNothingSecret(WireHub hub, InvocationResult result, params string[] secrets)
    {
        var written = string.Join('\n', Documents(hub, result).SelectMany(Written).Append(result.Failure?.Message));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, written, StringComparison.Ordinal));
    }

    private static IEnumerable<string?> Written(LogDocument document) =>
    [
        document.Entry.ToString(),
        document.Entry.Error?.ToString(),
        .. new[] { document.Request, document.Response }.OfType<CapturedPayload>().SelectMany(payload =>
            payload.Headers.Select(header => $"{header.Name}: {header.Value}").Append(Encoding.UTF8.GetString(payload.Body.Span))),
    ];
}
