using System.Globalization;
using System.Text.Json;
using ProKure.Samples.Sap.Recording;

namespace ProKure.Samples.Sap.Materials;

/// <summary>
/// A list of 25 materials in pages of 10, in every way that systems lead from page to page, and in some ways that they should not.
/// </summary>
internal static class MaterialRoutes
{
    public const string Path = "/sap/opu/odata/materials";

    private const int Count = 25;
    private const int PageSize = 10;

    public static void MapMaterials(this IEndpointRouteBuilder routes, RequestRecorder recorder)
    {
        routes.MapGet(Path, recorder.Around("MATERIALS", exchange => WriteAsync(exchange, SkipOf(exchange, "$skip"))));
        routes.MapGet(Path + "/by-page", recorder.Around("MATERIALS", exchange => WriteAsync(exchange, (SkipOf(exchange, "page") - 1) * PageSize)));
        routes.MapGet(Path + "/by-cursor", recorder.Around("MATERIALS", exchange => WriteAsync(exchange, SkipOf(exchange, "cursor"))));
    }

    private static Task WriteAsync(SapExchange exchange, int skip)
    {
        var fail = exchange.Http.Request.Query["fail_at"].ToString();
        if (fail.Length > 0 && fail == skip.ToString(CultureInfo.InvariantCulture))
            return exchange.WriteErrorAsync(StatusCodes.Status503ServiceUnavailable, "/IWFND/CM_BEC/026", "System SIM is not available");

        var items = Enumerable.Range(skip, Math.Clamp(Count - skip, 0, PageSize))
            .Select(i => new Dictionary<string, object>(StringComparer.Ordinal) { ["Material"] = $"MAT-{1001 + i}", ["Number"] = i }).ToList();
        var next = skip + PageSize < Count ? skip + PageSize : (int?)null;
        var page = new Dictionary<string, object?>(StringComparer.Ordinal) { ["results"] = items };
        if (next is { } following)
        {
            var link = LinkTo(exchange, following);
            page["__next"] = link;
            page["cursor"] = following;
            exchange.Response.Headers.Append("Link", $"<{exchange.UriOf(Path)}>; rel=\"first\", <{link}>; rel=\"next\"");
        }

        return exchange.WriteTextAsync(StatusCodes.Status200OK, Answers.Json, JsonSerializer.Serialize(new Dictionary<string, object?>(StringComparer.Ordinal) { ["d"] = page }));
    }

    private static string LinkTo(SapExchange exchange, int skip)
    {
        var query = exchange.Http.Request.Query;
        return query["link"].ToString() switch
        {
            "loop" => exchange.UriOf($"{Path}?link=loop"),
            "elsewhere" => "http://127.0.0.1:9/stolen",
            "outside" => exchange.UriOf("/echo"),
            "relative" => $"materials?link=relative&$skip={skip}",
            "endless" => exchange.UriOf($"{Path}?link=endless&n={query["n"].Count}{Guid.CreateVersion7(exchange.State.Options.Time.GetUtcNow()):N}"),
            _ => exchange.UriOf($"{Path}?$skip={skip}{(query["fail_at"] is [{ Length: > 0 } fail] ? $"&fail_at={fail}" : "")}"),
        };
    }

    private static int SkipOf(SapExchange exchange, string parameter) =>
        int.TryParse(exchange.Http.Request.Query[parameter].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
