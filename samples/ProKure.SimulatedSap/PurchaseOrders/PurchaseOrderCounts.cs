namespace ProKure.Samples.Sap.PurchaseOrders;

/// <summary>Exact counts since the start or the last reset.</summary>
/// <param name="Created">Purchase orders created.</param>
/// <param name="Cancelled">Purchase orders cancelled.</param>
/// <param name="Repeated">Requests whose idempotency key had already made its purchase order, so that nothing was created.</param>
/// <param name="Forgotten">Purchase orders no longer kept; duplicates are found among the others.</param>
public sealed record PurchaseOrderCounts(long Created, long Cancelled, long Repeated, long Forgotten);
