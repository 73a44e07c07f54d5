namespace ProKure.Samples.Sap.PurchaseOrders;

/// <summary>What came of a request to create a purchase order.</summary>
internal enum CreateOutcome
{
    Created,

    /// <summary>The idempotency key was seen before: the purchase order is the one it made then.</summary>
    Repeated,

    /// <summary>The idempotency key was seen before with another reference: nothing was created.</summary>
    KeyReused,
}

internal readonly record struct CreateResult(CreateOutcome Outcome, StoredPurchaseOrder Order);
