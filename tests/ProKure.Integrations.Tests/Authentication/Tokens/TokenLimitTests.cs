using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Authentication.Tokens;

/// <summary>Token requests count towards the system's limit where the token endpoint is at the system's own address.</summary>
public sealed class TokenLimitTests : TokenTests
{
    private static readonly RateLimitPolicyConfig OneADay = new() { Code = "L", Requests = 1, Period = TimeSpan.FromDays(1), MaxWait = TimeSpan.Zero };

    private int _under;
    private int _mostUnder;

    [Fact]
    public async Task TokenRequest_AtTheSystemsAddress_TakesAPermitOfTheSystem()
    {
        var hub = await HubAsync(ClientCredentials(), limit: OneADay);

        var result = await hub.CallAsync(isDelivery: false);

        Assert.Equal((ErrorType.RateLimit, "RATE_LIMIT", "ERP had the 1 requests in 24h that policy L allows."), (result.Failure!.Type, result.Failure.Code, result.Failure.Message));
        Assert.Equal((1, 0), (Server.Asked.Count, Server.Orders.Count));
    }

    [Fact]
    public async Task TokenRequest_SomewhereElse_TakesNone()
    {
        await using var elsewhere = await TokenServer.StartAsync();
        elsewhere.OnToken = (_, context) => Server.GiveAsync(context);
        var hub = await HubAsync(ClientCredentials() with { Oauth2 = Oauth(elsewhere.TokenUrl) }, limit: OneADay);

        var result = await hub.CallAsync(isDelivery: false);

        Assert.Equal((LogStatus.Success, 1, 1), (result.Status, elsewhere.Asked.Count, Server.Orders.Count));
    }

    [Fact]
    public async Task TokenRequest_ForACaller_WaitsForItsTurn()
    {
        var hub = await HubAsync(ClientCredentials(), limit: new() { Code = "L", Requests = 1, Period = TimeSpan.FromMilliseconds(200), MaxWait = TimeSpan.FromSeconds(30) });
        await hub.CallAsync(isDelivery: false);
        Server.VoidAll();

        var result = await hub.CallAsync(isDelivery: false);

        // The refused request, the request for a token, the request with it: a turn each.
        Assert.Equal((LogStatus.Success, 2, 3), (result.Status, Server.Asked.Count, Server.Orders.Count));
        var exchange = Assert.Single(Documents(hub, result), IsTokenRequest);
        Assert.True(exchange.Entry.Timings!.RateLimitMs > 0, $"waited {exchange.Entry.Timings.RateLimitMs} ms");
    }

    [Fact]
    public async Task TokenRequest_ForADelivery_GoesBackToTheQueueWithoutAnAttemptOrARecord()
    {
        Server.OnToken = (_, context) => Server.GiveAsync(context, "\"expires_in\":0");
        var hub = await HubAsync(ClientCredentials(), limit: OneADay with { MaxWait = TimeSpan.FromSeconds(30) });
        await hub.CallAsync();
        var documents = hub.Log.Documents.Count;

        var result = await hub.CallAsync();

        Assert.Equal(
            (true, ErrorType.RateLimit, "No access token could be had: ERP had the 1 requests in 24h that policy L allows."), (result.IsWait, result.Failure!.Type, result.Failure.Message));
        Assert.True(result.Failure.RetryAfter > TimeSpan.Zero);
        Assert.Equal((1, documents), (Server.Asked.Count, hub.Log.Documents.Count));
    }

    [Fact]
    public async Task TokenRequest_ThatWasRefused_HoldsNobodyUp()
    {
        Server.OnToken = (_, context) => Server.GiveAsync(context, "\"expires_in\":0");
        var hub = await HubAsync(ClientCredentials(), limit: new() { Code = "L", Requests = 2, Period = TimeSpan.FromSeconds(1), MaxWait = TimeSpan.FromSeconds(30) });
        await hub.CallAsync();
        Assert.True((await hub.CallAsync()).IsWait);

        // A token endpoint that had failed would be given a rest of a second now.
        var result = await hub.CallAsync(isDelivery: false);

        Assert.Equal((LogStatus.Success, 2), (result.Status, Server.Asked.Count));
    }

    [Fact]
    public async Task TokenRequest_ThatWasRefused_GivesItsPlaceBack()
    {
        var hub = await HubAsync(ClientCredentials() with { Oauth2 = Oauth(new Uri($"{Server.Url}/token")) }, limit: OneADay with { MaxConcurrency = 1 });
        Server.OnToken = (_, context) => TokenServer.AnswerAsync(context, 200, """{"access_token":"once","expires_in":0}""");
        await hub.CallAsync(isDelivery: false);

        var refused = new[] { await hub.CallAsync(isDelivery: false), await hub.CallAsync(isDelivery: false) };

        Assert.All(refused, result => Assert.Equal("RATE_LIMIT", result.Failure!.Code));
    }

    [Fact]
    public async Task Calls_WithOnePlace_AndATokenForEach_DoNotWaitForEachOther()
    {
        Server.OnToken = async (_, context) =>
        {
            Enter();
            await Server.GiveAsync(context, "\"expires_in\":0");
            Leave();
        };
        Server.OnOrder = async context =>
        {
            Enter();
            await TokenServer.AnswerAsync(context, 201, "{}");
            Leave();
        };
        var hub = await HubAsync(ClientCredentials(), limit: new() { Code = "L", MaxConcurrency = 1, MaxWait = TimeSpan.FromMinutes(1) });

        var results = new List<InvocationResult>();
        for (var round = 0; round < 3; round++)
            results.AddRange(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => hub.CallAsync(isDelivery: false))));

        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Equal((30, 1), (Server.Orders.Count, _mostUnder));
    }

    private static bool IsTokenRequest(LogDocument document) => document.Entry.Context.Keys.GetValueOrDefault("purpose") == "TOKEN_REQUEST";

    private void Enter()
    {
        var under = Interlocked.Increment(ref _under);
        for (var most = _mostUnder; under > most; most = _mostUnder)
            Interlocked.CompareExchange(ref _mostUnder, under, most);
    }

    private void Leave() => Interlocked.Decrement(ref _under);
}
