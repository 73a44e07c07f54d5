using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace ProKure.Samples.Sap.Control;

/// <summary>The simulator's own routes, which are not recorded: health, what it has seen, what it has created, and reset.</summary>
internal static class ControlRoutes
{
    private const int DefaultLast = 100;

    public static void MapControl(this IEndpointRouteBuilder routes, SapState state)
    {
        routes.MapGet("/health", http => WriteAsync(http, new HealthAnswer("ok"), ControlJson.Default.HealthAnswer));

        routes.MapGet("/simulator/requests", http => WriteLastAsync(
            http, last => new RequestsAnswer(state.Requests.Counts, state.Requests.Recent(last)), ControlJson.Default.RequestsAnswer));

        routes.MapGet("/simulator/purchase-orders", http => WriteLastAsync(
            http,
            last => new PurchaseOrdersAnswer(state.PurchaseOrders.Counts, state.PurchaseOrders.Duplicates(), state.PurchaseOrders.Recent(last)),
            ControlJson.Default.PurchaseOrdersAnswer));

        routes.MapDelete("/simulator/requests", http =>
        {
            state.Requests.Clear();
            return NoContentAsync(http);
        });

        routes.MapDelete("/simulator/purchase-orders", http =>
        {
            state.PurchaseOrders.Clear();
            state.Tries.Clear();
            return NoContentAsync(http);
        });
    }

    /// <summary>Answers with the latest <c>?last=N</c>, 100 by default.</summary>
    private static Task WriteLastAsync<T>(HttpContext http, Func<int, T> answer, JsonTypeInfo<T> type)
    {
        var asked = http.Request.Query["last"].ToString();
        if (asked.Length == 0)
            return WriteAsync(http, answer(DefaultLast), type);
        if (int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            return WriteAsync(http, answer(last), type);

        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return WriteAsync(http, new ControlFault($"Expected last to be a whole number from 0, got '{asked}'"), ControlJson.Default.ControlFault);
    }

    private static Task WriteAsync<T>(HttpContext http, T answer, JsonTypeInfo<T> type)
        => http.Response.WriteAsJsonAsync(answer, type, contentType: null, http.RequestAborted);

    private static Task NoContentAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
