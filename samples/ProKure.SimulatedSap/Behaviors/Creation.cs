using ProKure.Samples.Sap.PurchaseOrders;
using ProKure.Samples.Sap.Wire;

namespace ProKure.Samples.Sap.Behaviors;

/// <summary>A request to create a purchase order, and the behavior that its material chose.</summary>
internal sealed record Creation(SapExchange Exchange, PurchaseOrderBody Order, string Behavior, int? Number)
{
    /// <summary>Creates the order, or finds the one that the idempotency key made; null if it answered that the key belongs to another.</summary>
    public async Task<StoredPurchaseOrder?> CreateAsync()
    {
        var result = Exchange.State.PurchaseOrders.Create(Order, Exchange.IdempotencyKey);
        if (result.Outcome == CreateOutcome.Repeated)
            Exchange.Response.Headers["Idempotency-Replayed"] = "true";
        if (result.Outcome != CreateOutcome.KeyReused)
            return result.Order;

        await Exchange.WriteErrorAsync(
            StatusCodes.Status422UnprocessableEntity,
            "/IWBEP/CM_MGW_RT/409",
            $"The idempotency key was used for reference {result.Order.Reference ?? "(none)"}, not for {Order.Reference ?? "(none)"}");
        return null;
    }

    /// <summary>The order's representation in the answer to its creation.</summary>
    public PurchaseOrderAnswer Describe(StoredPurchaseOrder order, params IReadOnlyList<ReturnMessage> messages)
        => new(PurchaseOrderEntity.Of(order, PurchaseOrderRoutes.UriOf(Exchange, order), withItems: true, messages));

    /// <summary>Sets the status and headers that an answer about a created order has.</summary>
    public void StartCreated(StoredPurchaseOrder order)
    {
        Exchange.Response.StatusCode = StatusCodes.Status201Created;
        Exchange.Response.Headers.Location = PurchaseOrderRoutes.UriOf(Exchange, order);
        Exchange.Response.Headers.ETag = order.ETag;
    }

    public Task WriteCreatedAsync(StoredPurchaseOrder order, params IReadOnlyList<ReturnMessage> messages)
    {
        StartCreated(order);
        var done = new ReturnMessage("S", "MEPO", "001", $"Standard PO created under the number {order.Number}");
        return Exchange.WriteJsonAsync(
            StatusCodes.Status201Created, Describe(order, [done, .. messages]), SapJson.Default.PurchaseOrderAnswer);
    }
}

internal delegate Task BehaviorHandler(Creation creation);
