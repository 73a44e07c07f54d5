using System.IO.Compression;
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
        routes.MapPost("/echo/body", recorder.Around("ECHO", EchoBodyAsync));
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

    /// <summary>Answers with the body as it came, in its own type; a request's Content-Encoding is undone, <c>?encoding=</c> compresses the answer.</summary>
    private static async Task EchoBodyAsync(SapExchange exchange)
    {
        var (request, response) = (exchange.Http.Request, exchange.Response);
        var coding = request.Query["encoding"].ToString();
        response.ContentType = request.Query["type"] is [{ Length: > 0 } type] ? type : request.ContentType;
        if (coding.Length > 0)
            response.Headers.ContentEncoding = coding;
        await using var expanded = Expanding(new MemoryStream(exchange.Body.ToArray()), request.Headers.ContentEncoding.ToString());
        await using var compressed = Compressing(response.Body, coding);
        await expanded.CopyToAsync(compressed, exchange.Gone);
    }

    private static Stream Expanding(Stream stream, string coding) => coding switch
    {
        "gzip" => new GZipStream(stream, CompressionMode.Decompress),
        "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
        "br" => new BrotliStream(stream, CompressionMode.Decompress),
        _ => stream,
    };

    private static Stream Compressing(Stream stream, string coding) => coding switch
    {
        "gzip" => new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        "br" => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        _ => new BufferedStream(stream),
    };

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
