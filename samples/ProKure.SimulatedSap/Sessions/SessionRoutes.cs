using ProKure.Samples.Sap.PurchaseOrders;
using ProKure.Samples.Sap.Recording;

namespace ProKure.Samples.Sap.Sessions;

/// <summary>The service of purchase orders behind SAP's protection against forged requests: token and session cookie, or 403.</summary>
internal static class SessionRoutes
{
    public const string Path = "/sap/opu/odata/protected";

    private const string Cookie = "SAP_SESSIONID_SIM_100";
    private const string Token = "X-CSRF-Token";

    public static void MapSessions(this IEndpointRouteBuilder routes, RequestRecorder recorder)
    {
        routes.MapGet(Path, recorder.Around("TOKEN", FetchAsync));
        routes.MapPost(Path + "/purchase-orders", recorder.Around("PROTECTED_CREATE", exchange =>
            IsAllowed(exchange) ? PurchaseOrderRoutes.CreateAsync(exchange) : RefuseAsync(exchange)));
    }

    private static Task FetchAsync(SapExchange exchange)
    {
        if (exchange.Http.Request.Headers[Token].ToString().Equals("Fetch", StringComparison.OrdinalIgnoreCase))
        {
            var (session, token) = exchange.State.Sessions.Open();
            exchange.Response.Headers[Token] = token;
            exchange.Response.Headers.Append("Set-Cookie", $"{Cookie}={session}; path=/; HttpOnly");
            exchange.Response.Headers.Append("Set-Cookie", "sap-usercontext=sap-client=100; path=/");
        }

        return exchange.WriteTextAsync(StatusCodes.Status200OK, Answers.Json, """{"d":{"EntitySets":["PurchaseOrders"]}}""");
    }

    private static Task RefuseAsync(SapExchange exchange)
    {
        exchange.Response.Headers[Token] = "Required";
        return exchange.WriteTextAsync(StatusCodes.Status403Forbidden, "text/plain; charset=utf-8", "CSRF token validation failed");
    }

    private static bool IsAllowed(SapExchange exchange) =>
        exchange.State.Sessions.Holds(exchange.Http.Request.Cookies[Cookie], exchange.Http.Request.Headers[Token].ToString());
}
