namespace ProKure.Samples.Sap.PurchaseOrders;

/// <summary>A buyer's reference under which more than one purchase order was created.</summary>
/// <param name="Reference">The buyer's own number.</param>
/// <param name="Numbers">The purchase orders' numbers, oldest first.</param>
public sealed record DuplicateReference(string Reference, IReadOnlyList<string> Numbers);
