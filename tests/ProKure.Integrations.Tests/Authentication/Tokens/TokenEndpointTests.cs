using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Tests.Authentication.Tokens;

/// <summary>Token endpoints that misbehave, or say odd things of how long a token lives.</summary>
public sealed class TokenEndpointTests : TokenTests
{
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
        Server.OnToken = (_, context) =>
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
        Server.OnToken = (_, context) => TokenServer.AnswerAsync(context, 503, "");
        AssertNotSent(await hub.CallAsync(), "TOKEN_HTTP_STATUS", ErrorSide.Theirs);
        Server.OnToken = null;

        AssertNotSent(await hub.CallAsync(), "TOKEN_HTTP_STATUS", ErrorSide.Theirs);
        time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal((LogStatus.Success, 2), ((await hub.CallAsync()).Status, Server.Asked.Count));
    }

    [Fact]
    public async Task Endpoint_ThatNeverAnswers_EndsWithTheCallsTime()
    {
        Server.OnToken = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var hub = await HubAsync(ClientCredentials(), endpoint: endpoint => endpoint with { Timeout = TimeSpan.FromMilliseconds(300) });

        var result = await hub.CallAsync();

        Assert.Equal((ErrorPhase.Resolve, true), (result.Failure!.Phase, result.Failure.CertainlyNotReceived));
        Assert.Empty(Server.Orders);
    }

    [Fact]
    public async Task Endpoint_ThatBreaksOffItsAnswer_SendsNothing()
    {
        Server.OnToken = async (_, context) =>
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
        Server.OnToken = async (_, context) =>
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
        Server.OnToken = (_, context) => Server.GiveAsync(context, expiry);
        var hub = await HubAsync(ClientCredentials());

        var results = new[] { await hub.CallAsync(), await hub.CallAsync() };

        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Equal(2, Server.Asked.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"expires_in\":null")]
    [InlineData("\"expires_in\":\"soon\"")]
    public async Task Expiry_ThatIsMissing_CountsAsFiveMinutes(string expiry)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        Server.OnToken = (_, context) => Server.GiveAsync(context, expiry);
        var hub = await HubAsync(ClientCredentials(), time);

        await hub.CallAsync();
        time.Advance(TimeSpan.FromMinutes(3));
        await hub.CallAsync();
        Assert.Single(Server.Asked);
        time.Advance(TimeSpan.FromMinutes(3));
        await hub.CallAsync();
        Assert.Equal(2, Server.Asked.Count);
    }

    [Fact]
    public async Task Expiry_BeyondReason_CountsAsADay()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        Server.OnToken = (_, context) => Server.GiveAsync(context, "\"expires_in\":1e300");
        var hub = await HubAsync(ClientCredentials(), time);

        await hub.CallAsync();
        time.Advance(TimeSpan.FromHours(25));

        Assert.Equal((LogStatus.Success, 2), ((await hub.CallAsync()).Status, Server.Asked.Count));
    }
}
