namespace ProKure.Samples.Sap.PurchaseOrders;

/// <summary>A purchase order that the simulated SAP has created.</summary>
public sealed record StoredPurchaseOrder
{
    /// <summary>The number it was created under, such as <c>4500012345</c>.</summary>
    public required string Number { get; init; }

    /// <summary>The buyer's own number; null where the caller sent none.</summary>
    public string? Reference { get; init; }

    /// <summary>The vendor.</summary>
    public required string VendorCode { get; init; }

    /// <summary>The company code; null where the caller sent none.</summary>
    public string? CompanyCode { get; init; }

    /// <summary>The currency; null where the caller sent none.</summary>
    public string? Currency { get; init; }

    /// <summary>The lines, at least one.</summary>
    public required IReadOnlyList<StoredItem> Items { get; init; }

    /// <summary>The caller's <c>Idempotency-Key</c>; null where there was none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The reason of its cancellation; null while it is not cancelled.</summary>
    public string? CancellationReason { get; init; }

    /// <summary>Rises by one a change; 1 when created.</summary>
    public int Version { get; init; } = 1;

    /// <summary><c>CREATED</c> or <c>CANCELLED</c>.</summary>
    public string Status => CancellationReason is null ? "CREATED" : "CANCELLED";

    internal string ETag => $"W/\"{Number}-{Version}\"";
}
