using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using ProKure.Samples.Sap.PurchaseOrders;
using ProKure.Samples.Sap.Recording;

namespace ProKure.Samples.Sap.Logins;

/// <summary>A token endpoint, and the service of purchase orders behind each way to say who calls: <c>/secure/basic</c>, <c>bearer</c>, <c>api-key</c>, <c>hmac</c>, <c>oauth2</c>.</summary>
internal static class LoginRoutes
{
    public const string TokenPath = "/oauth2/token";
    public const string Path = "/sap/opu/odata/secure";

    private const int TokenSeconds = 3600;

    public static void MapLogins(this IEndpointRouteBuilder routes, RequestRecorder recorder)
    {
        routes.MapPost(TokenPath, recorder.Around("TOKEN_GRANT", GrantAsync));
        routes.MapGet(Path + "/{way}/ping", recorder.Around("SECURE_PING", exchange =>
            IsKnown(exchange) ? exchange.WriteTextAsync(StatusCodes.Status200OK, Answers.Json, """{"d":{"status":"up"}}""") : RefuseAsync(exchange)));
        routes.MapPost(Path + "/{way}/purchase-orders", recorder.Around("SECURE_CREATE", exchange =>
            IsKnown(exchange) ? PurchaseOrderRoutes.CreateAsync(exchange) : RefuseAsync(exchange)));
    }

    private static Task GrantAsync(SapExchange exchange)
    {
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(exchange.Body.Span));
        if (!IsClient(exchange.Http.Request.Headers.Authorization.ToString(), Field("client_id"), Field("client_secret")))
            return exchange.WriteTextAsync(StatusCodes.Status401Unauthorized, Answers.Json, """{"error":"invalid_client"}""");
        switch (Field("grant_type"))
        {
            case "client_credentials":
                return GiveAsync(exchange, "");
            case "refresh_token":
                return exchange.State.Tokens.Refresh(Field("refresh_token")) is { } next
                    ? GiveAsync(exchange, $",\"refresh_token\":\"{next}\"")
                    : exchange.WriteTextAsync(StatusCodes.Status400BadRequest, Answers.Json, """{"error":"invalid_grant"}""");
            default:
                return exchange.WriteTextAsync(StatusCodes.Status400BadRequest, Answers.Json, """{"error":"unsupported_grant_type"}""");
        }

        string Field(string name) => form.TryGetValue(name, out var value) ? value.ToString() : "";
    }

    private static Task GiveAsync(SapExchange exchange, string more)
    {
        exchange.Response.Headers.CacheControl = "no-store";
        return exchange.WriteTextAsync(
            StatusCodes.Status200OK, Answers.Json, $$"""{"access_token":"{{exchange.State.Tokens.Give()}}","token_type":"Bearer","expires_in":{{TokenSeconds}}{{more}}}""");
    }

    // By basic authentication or in the body (RFC 6749, section 2.3.1).
    private static bool IsClient(string authorization, string id, string secret) => authorization.Length > 0
        ? authorization == Basic(SimulatedLogins.ClientId, SimulatedLogins.ClientSecret)
        : (id, secret) == (SimulatedLogins.ClientId, SimulatedLogins.ClientSecret);

    private static bool IsKnown(SapExchange exchange)
    {
        var request = exchange.Http.Request;
        var authorization = request.Headers.Authorization.ToString();
        return (string?)request.RouteValues["way"] switch
        {
            "basic" => authorization == Basic(SimulatedLogins.User, SimulatedLogins.Password),
            "bearer" => authorization == $"Bearer {SimulatedLogins.Token}",
            "api-key" => request.Headers["X-Sap-Key"] == SimulatedLogins.ApiKey || request.Query["sap-key"] == SimulatedLogins.ApiKey,
            "hmac" => request.Headers["X-Signature"] == Signature(exchange),
            "oauth2" => authorization.StartsWith("Bearer ", StringComparison.Ordinal) && exchange.State.Tokens.IsValid(authorization["Bearer ".Length..]),
            _ => false,
        };
    }

    private static string Signature(SapExchange exchange)
    {
        var request = exchange.Http.Request;
        var text = $"{request.Method}\n{request.Path}\n{request.Headers["X-Timestamp"]}\n{Convert.ToHexStringLower(SHA256.HashData(exchange.Body.Span))}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SimulatedLogins.HmacKey), Encoding.UTF8.GetBytes(text)));
    }

    private static string Basic(string user, string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    private static Task RefuseAsync(SapExchange exchange)
    {
        exchange.Response.Headers.WWWAuthenticate = "Bearer realm=\"simulated SAP\"";
        return exchange.WriteErrorAsync(StatusCodes.Status401Unauthorized, "/IWFND/CM_COS/401", "Logon failed");
    }
}
