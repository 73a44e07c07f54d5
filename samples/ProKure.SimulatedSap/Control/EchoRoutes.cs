using System.Text;
using ProKure.Samples.Sap.Recording;

namespace ProKure.Samples.Sap.Control;

/// <summary>Routes that answer without any business: the echo of a request, and an answer that costs nothing for load tests.</summary>
internal static class EchoRoutes
{
    private static readonly byte[] InstantAnswer = """{"d":{"PurchaseOrder":"4500000001","Status":"CREATED"}}"""u8.ToArray();

    public static void MapEcho(this IEndpointRouteBuilder routes, RequestRecorder recorder)
    {
        routes.MapPost("/echo", recorder.Around("ECHO", EchoAsync));
        routes.MapFallback(recorder.Around("UNKNOWN", exchange => exchange.WriteErrorAsync(
            StatusCodes.Status404NotFound,
            "/IWFND/CM_COS/404",
            $"Nothing is served at {exchange.Http.Request.Method} {exchange.Http.Request.Path}")));
    }

    public static void MapInstant(this IEndpointRouteBuilder routes)
        => routes.MapPost("/instant", static async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = InstantAnswer.Length;
            await http.Response.Body.WriteAsync(InstantAnswer, http.RequestAborted);
        });

    private static Task EchoAsync(SapExchange exchange)
    {
        var request = exchange.Http.Request;
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return exchange.WriteJsonAsync(
            StatusCodes.Status200OK,
            new EchoAnswer(request.Method, request.Path, request.QueryString.Value ?? "", headers, Encoding.UTF8.GetString(exchange.Body.Span)),
            ControlJson.Default.EchoAnswer);
    }
}
