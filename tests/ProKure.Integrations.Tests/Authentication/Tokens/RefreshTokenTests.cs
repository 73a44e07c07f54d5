using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Tests.Execution.Connections;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Authentication.Tokens;

/// <summary>Refresh tokens, which may change with each use, over real HTTP.</summary>
public sealed class RefreshTokenTests : TokenTests
{
    [Fact]
    public async Task RefreshToken_ThatChangesWithEachUse_IsKeptForTheNextProcess()
    {
        var good = "first-refresh-token";
        Server.OnToken = (asked, context) =>
        {
            if (asked.Form["refresh_token"] != good)
                return TokenServer.AnswerAsync(context, 400, """{"error":"invalid_grant"}""");
            good = $"refresh-{Guid.CreateVersion7():N}";
            return Server.GiveAsync(context, $"\"expires_in\":3600,\"refresh_token\":\"{good}\"");
        };
        var first = await HubAsync(RefreshToken());
        await first.CallAsync();
        Server.VoidAll();
        await first.CallAsync();
        Server.VoidAll();

        var result = await (await HubAsync(RefreshToken())).CallAsync();

        Assert.Equal((LogStatus.Success, 3), (result.Status, Server.Asked.Count));
        Assert.Equal(3, Server.Asked.Select(asked => asked.Form["refresh_token"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task RefreshToken_ThatChanged_IsKeptBeforeTheNewAccessTokenIsUsed()
    {
        Server.OnToken = (_, context) => Server.GiveAsync(context, "\"expires_in\":3600,\"refresh_token\":\"second-refresh-token\"");
        string? kept = null;
        Server.OnOrder = async context =>
        {
            kept = HeldTokens.Open((await Shared.Tokens.FindAsync("LOGIN", context.RequestAborted))!, TestKeys.Of("K1")).RefreshToken;
            await TokenServer.AnswerAsync(context, 201, "{}");
        };

        var result = await (await HubAsync(RefreshToken())).CallAsync();

        Assert.Equal((LogStatus.Success, "second-refresh-token"), (result.Status, kept));
    }

    [Fact]
    public async Task RefreshToken_ThatAnotherHubHasUsed_IsReadAnewFromTheStore()
    {
        var good = "first-refresh-token";
        WireHub? other = null;
        var isFirst = true;
        Server.OnToken = async (asked, context) =>
        {
            // While the first hub's request is under way, its lease runs out and the other hub renews.
            if (isFirst)
            {
                isFirst = false;
                await Shared.Fleet.LeaveAsync(Shared.Fleet.HolderOf("token LOGIN")!, default);
                await other!.CallAsync();
            }

            if (asked.Form["refresh_token"] != good)
            {
                await TokenServer.AnswerAsync(context, 400, """{"error":"invalid_grant"}""");
                return;
            }

            good = $"refresh-{Guid.CreateVersion7():N}";
            await Server.GiveAsync(context, $"\"expires_in\":3600,\"refresh_token\":\"{good}\"");
        };
        var hub = await HubAsync(RefreshToken());
        other = await HubAsync(RefreshToken());

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Success, 2), (result.Status, Server.Asked.Count));
    }

    [Fact]
    public async Task RefreshToken_ThatIsVoid_IsAFaultOfTheConfiguration()
    {
        Server.OnToken = (_, context) => TokenServer.AnswerAsync(context, 400, """{"error":"invalid_grant"}""");

        var result = await (await HubAsync(RefreshToken())).CallAsync();

        AssertNotSent(result, "INVALID_GRANT", ErrorSide.Configuration);
        Assert.Equal("No access token could be had: The token endpoint answered HTTP 400: invalid_grant (the refresh token is void: log in anew and give the new one).", result.Failure!.Message);
        Assert.Equal(RetryReason.NotTransient, result.Retry!.Reason);
    }

    [Fact]
    public async Task RefreshToken_WhileTheStoreIsAway_IsNotUsed_ButClientCredentialsAre()
    {
        var (refresh, client) = (await HubAsync(RefreshToken()), await HubAsync(ClientCredentials() with { Code = "OTHER" }));
        Shared.Tokens.IsAway = Shared.Fleet.IsAway = true;

        AssertNotSent(await refresh.CallAsync(), "TOKEN_STORE_UNAVAILABLE", ErrorSide.Ours);
        Assert.Empty(Server.Asked);
        Assert.Equal(LogStatus.Success, (await client.CallAsync()).Status);
    }
}
