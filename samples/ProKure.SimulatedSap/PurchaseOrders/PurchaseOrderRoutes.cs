using ProKure.Samples.Sap.Behaviors;
using ProKure.Samples.Sap.Recording;
using ProKure.Samples.Sap.Wire;

namespace ProKure.Samples.Sap.PurchaseOrders;

/// <summary>The OData-like service of purchase orders: create, look up by reference, status, cancel.</summary>
internal static class PurchaseOrderRoutes
{
    public const string Path = "/sap/opu/odata/purchase-orders";

    public static void MapPurchaseOrders(this IEndpointRouteBuilder routes, RequestRecorder recorder)
    {
        routes.MapPost(Path, recorder.Around("CREATE", CreateAsync));
        routes.MapGet(Path, recorder.Around("LOOKUP", LookUpAsync));
        routes.MapGet(Path + "/{po_number}", recorder.Around("STATUS", GetStatusAsync));
        routes.MapPost(Path + "/{po_number}/cancel", recorder.Around("CANCEL", CancelAsync));
    }

    internal static async Task CreateAsync(SapExchange exchange)
    {
        if (!exchange.Http.Request.HasJsonContentType())
        {
            var came = exchange.Http.Request.ContentType ?? "none";
            await exchange.WriteErrorAsync(
                StatusCodes.Status415UnsupportedMediaType, "/IWFND/CM_COS/415", $"Expected a body of type application/json, got {came}");
            return;
        }

        var faults = new List<ErrorDetail>();
        if (PurchaseOrderBody.Read(exchange.Body.Span, faults) is not { } order)
        {
            await exchange.WriteErrorAsync(StatusCodes.Status400BadRequest, faults);
            return;
        }

        var chosen = BehaviorTable.Choose(order);
        exchange.State.Requests.Choose(exchange.Entry, chosen.Name);
        await chosen.Handler(new Creation(exchange, order, chosen.Name, chosen.Number));
    }

    private static async Task LookUpAsync(SapExchange exchange)
    {
        if (exchange.Http.Request.Query["reference"] is not [{ Length: > 0 } reference])
        {
            await exchange.WriteErrorAsync(
                StatusCodes.Status400BadRequest, "/IWBEP/CM_MGW_RT/022", "Expected the query parameter reference, once and not empty");
            return;
        }

        var found = exchange.State.PurchaseOrders.FindByReference(reference)
            .Select(order => PurchaseOrderEntity.Of(order, UriOf(exchange, order), WantsItems(exchange)));
        await exchange.WriteJsonAsync(
            StatusCodes.Status200OK, new PurchaseOrderListAnswer(new PurchaseOrderResults([.. found])), SapJson.Default.PurchaseOrderListAnswer);
    }

    private static async Task GetStatusAsync(SapExchange exchange)
    {
        var number = NumberOf(exchange);
        if (exchange.State.PurchaseOrders.Find(number) is { } order)
            await WriteOrderAsync(exchange, order, WantsItems(exchange));
        else
            await WriteNotFoundAsync(exchange, number);
    }

    private static async Task CancelAsync(SapExchange exchange)
    {
        var request = exchange.Http.Request;
        if (request.Headers["X-Reason-Code"] is not [{ Length: > 0 } reason])
        {
            await exchange.WriteErrorAsync(StatusCodes.Status400BadRequest, "MEPO/045", "Expected the header X-Reason-Code with a reason for cancellation");
            return;
        }

        var number = NumberOf(exchange);
        var ifMatch = request.Headers.IfMatch.ToString();
        var before = exchange.State.PurchaseOrders.Cancel(number, reason, order => order.CancellationReason is null && Matches(order, ifMatch));
        if (before is null)
            await WriteNotFoundAsync(exchange, number);
        else if (before.CancellationReason is not null)
            await exchange.WriteErrorAsync(StatusCodes.Status409Conflict, "MEPO/039", $"Purchase order {number} is already cancelled");
        else if (!Matches(before, ifMatch))
            await exchange.WriteErrorAsync(StatusCodes.Status412PreconditionFailed, "/IWBEP/CM_MGW_RT/198", $"If-Match {ifMatch} is not the current {before.ETag}");
        else
            await WriteOrderAsync(exchange, exchange.State.PurchaseOrders.Find(number) ?? before, withItems: false);
    }

    private static Task WriteOrderAsync(SapExchange exchange, StoredPurchaseOrder order, bool withItems)
    {
        exchange.Response.Headers.ETag = order.ETag;
        var entity = PurchaseOrderEntity.Of(order, UriOf(exchange, order), withItems);
        return exchange.WriteJsonAsync(StatusCodes.Status200OK, new PurchaseOrderAnswer(entity), SapJson.Default.PurchaseOrderAnswer);
    }

    private static Task WriteNotFoundAsync(SapExchange exchange, string number)
        => exchange.WriteErrorAsync(StatusCodes.Status404NotFound, "06/019", $"Purchase order {number} does not exist");

    public static string UriOf(SapExchange exchange, StoredPurchaseOrder order) => exchange.UriOf($"{Path}/{order.Number}");

    private static string NumberOf(SapExchange exchange) => (string)exchange.Http.GetRouteValue("po_number")!;

    private static bool Matches(StoredPurchaseOrder order, string ifMatch)
        => ifMatch is "" or "*" || string.Equals(ifMatch, order.ETag, StringComparison.Ordinal);

    private static bool WantsItems(SapExchange exchange)
        => exchange.Http.Request.Query["expand"].Any(value =>
            value is not null && value.Split(',', StringSplitOptions.TrimEntries).Contains("items", StringComparer.OrdinalIgnoreCase));
}
