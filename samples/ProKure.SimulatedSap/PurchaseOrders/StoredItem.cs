namespace ProKure.Samples.Sap.PurchaseOrders;

/// <summary>One line of a purchase order.</summary>
/// <param name="Material">The material.</param>
/// <param name="Quantity">How much of it, in <paramref name="Unit"/>.</param>
/// <param name="Unit">The unit of measure; null where the caller sent none.</param>
public sealed record StoredItem(string Material, decimal Quantity, string? Unit);
