using System.Text;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Tests.Authentication.Tokens;

/// <summary>Access tokens over real HTTP: asked for once for all calls and hubs, renewed ahead, replaced where they are refused.</summary>
public sealed class TokenSharingTests : TokenTests
{
    [Fact]
    public async Task Calls_OneAfterTheOther_ShareOneToken()
    {
        var hub = await HubAsync(ClientCredentials());

        var results = new[] { await hub.CallAsync(), await hub.CallAsync() };

        Assert.All(results, result => Assert.Equal((LogStatus.Success, 201), (result.Status, result.ResponseStatus)));
        var asked = Assert.Single(Server.Asked);
        Assert.Equal(("client_credentials", "read write", $"hub:{Uri.EscapeDataString(Secret).Replace("%20", "+", StringComparison.Ordinal)}"), (asked.Form["grant_type"], asked.Form["scope"], asked.Basic));
        Assert.Single(Server.Orders.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Calls_AHundredAtOnce_AskOnce()
    {
        var hub = await HubAsync(ClientCredentials());

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => hub.CallAsync()));

        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Single(Server.Asked);
    }

    [Fact]
    public async Task Calls_OfTwoHubsAtOnce_AskOnce()
    {
        var hubs = new[] { await HubAsync(ClientCredentials()), await HubAsync(ClientCredentials()) };

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => hubs[i % 2].CallAsync()));

        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Single(Server.Asked);
        Assert.Single(Server.Orders.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Token_OfAProcessThatEnded_IsReadByTheNext()
    {
        await (await HubAsync(ClientCredentials())).CallAsync();

        await (await HubAsync(ClientCredentials())).CallAsync();

        Assert.Single(Server.Asked);
        Assert.DoesNotContain("tok-", Encoding.Latin1.GetString((await Shared.Tokens.FindAsync("LOGIN", TestContext.Current.CancellationToken))!.Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_NearItsEnd_IsRenewedAheadByOneCall_WhileTheOthersGoOn()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var hub = await HubAsync(ClientCredentials(), time);
        await hub.CallAsync();

        time.Advance(TimeSpan.FromMinutes(44));
        await hub.CallAsync();
        Assert.Single(Server.Asked);

        time.Advance(TimeSpan.FromMinutes(11)); // 55 of 60 minutes: past the latest moment of renewal, before the end
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hub.CallAsync()));
        Assert.All(results, result => Assert.Equal(LogStatus.Success, result.Status));
        Assert.Equal(2, Server.Asked.Count);
    }

    [Fact]
    public async Task Token_NearItsEnd_WhoseRenewalFails_IsUsedOn()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var hub = await HubAsync(ClientCredentials(), time);
        await hub.CallAsync();
        Server.OnToken = (_, context) => TokenServer.AnswerAsync(context, 503, "");

        time.Advance(TimeSpan.FromMinutes(55));
        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Success, 2), (result.Status, Server.Asked.Count));
    }

    [Fact]
    public async Task Token_ThatTheSystemRefuses_IsReplacedWithinTheSameAttempt()
    {
        var hub = await HubAsync(ClientCredentials());
        await hub.CallAsync();
        Server.VoidAll();

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Success, 201, 1), (result.Status, result.ResponseStatus, result.AttemptNumber));
        Assert.Equal((2, 3), (Server.Asked.Count, Server.Orders.Count));
        var refused = Assert.Single(Documents(hub, result), document => document.Entry.ResponseStatus == 401).Entry;
        Assert.Equal(
            (ErrorType.Authentication, "TOKEN_REFUSED", WireName.Of(RetryReason.TokenRenewed), 1), (refused.Error!.Type, refused.Error.Code, refused.Retry.Reason, refused.Retry.AttemptNumber));
        Assert.Equal(refused.RequestId, result.ParentRequestId);
    }

    [Fact]
    public async Task Token_ThatTheSystemRefusesTwice_EndsTheCall()
    {
        var hub = await HubAsync(ClientCredentials());
        Server.OnToken = (_, context) => TokenServer.AnswerAsync(context, 200, $$"""{"access_token":"void-{{Guid.CreateVersion7():N}}","expires_in":60}""");

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Failed, ErrorType.HttpStatus, 401), (result.Status, result.Failure!.Type, result.ResponseStatus));
        Assert.Equal((2, 2), (Server.Asked.Count, Server.Orders.Count));
    }

    [Fact]
    public async Task Token_RefusedInOneHub_IsNotTakenFromTheStoreAgain()
    {
        var hubs = new[] { await HubAsync(ClientCredentials()), await HubAsync(ClientCredentials()) };
        await hubs[0].CallAsync();
        Server.VoidAll();

        var result = await hubs[1].CallAsync();

        Assert.Equal((LogStatus.Success, 2), (result.Status, Server.Asked.Count));
    }
}
