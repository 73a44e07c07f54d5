using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Tests.Execution.Connections;

namespace ProKure.Integrations.Tests.Authentication.Tokens;

/// <summary>What is kept and shown of token requests: nothing that is secret.</summary>
public sealed class TokenRecordTests : TokenTests
{
    [Fact]
    public async Task Exchange_HasADocumentOfItsOwn_InWhichNothingIsSecret()
    {
        Server.OnToken = (asked, context) => TokenServer.AnswerAsync(
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
        var hub = await HubAsync(ClientCredentials() with { Oauth2 = Oauth(Server.TokenUrl) with { ClientAuth = auth } });

        var result = await hub.CallAsync();

        Assert.Equal(LogStatus.Success, result.Status);
        Assert.Equal(body, Encoding.UTF8.GetString(Documents(hub, result).Single(document => document.Entry.Context.Keys.ContainsKey("purpose")).Request!.Body.Span));
        Assert.Equal(auth == Oauth2ClientAuth.SecretBody ? Secret : null, Server.Asked.Single().Form.GetValueOrDefault("client_secret"));
        AssertNothingSecret(hub, result, Secret, Server.Orders.Single()["Bearer ".Length..]);
    }

    [Fact]
    public async Task Answer_ThatEchoesTheToken_ShowsItToNobody()
    {
        Server.OnOrder = context => TokenServer.AnswerAsync(context, 201, $$"""{"you_sent":"{{context.Request.Headers.Authorization}}","plain":"{{context.Request.Headers.Authorization.ToString()[7..]}}"}""");
        var hub = await HubAsync(ClientCredentials());

        var result = await hub.CallAsync();

        Assert.Equal("""{"you_sent":"Bearer [REDACTED]","plain":"[REDACTED]"}""", Encoding.UTF8.GetString(result.Response.Span));
        AssertNothingSecret(hub, result, Server.Orders.Single()["Bearer ".Length..]);
    }

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
