using System.Globalization;
using System.Text.Json.Serialization;
using ProKure.Samples.Sap.PurchaseOrders;

namespace ProKure.Samples.Sap.Wire;

/// <summary>OData version 2 puts every answer into <c>d</c>.</summary>
internal sealed record PurchaseOrderAnswer([property: JsonPropertyName("d")] PurchaseOrderEntity Entity);

internal sealed record PurchaseOrderListAnswer([property: JsonPropertyName("d")] PurchaseOrderResults Found);

internal sealed record PurchaseOrderResults([property: JsonPropertyName("results")] IReadOnlyList<PurchaseOrderEntity> Results);

internal sealed record ReturnAnswer([property: JsonPropertyName("d")] ReturnTable Table);

internal sealed record ReturnTable(IReadOnlyList<ReturnMessage> Return);

/// <summary>A row of SAP's table of messages (BAPIRET2): type S, W, E or A, message class, number and text.</summary>
internal sealed record ReturnMessage(string Type, string Id, string Number, string Message);

internal sealed record PurchaseOrderEntity
{
    [JsonPropertyName("__metadata")]
    public required EntityMetadata Metadata { get; init; }

    public required string PurchaseOrder { get; init; }

    public string PurchaseOrderType { get; } = "NB";

    public string? CompanyCode { get; init; }

    public required string Supplier { get; init; }

    public string? Reference { get; init; }

    public string? DocumentCurrency { get; init; }

    public required string CreationDate { get; init; }

    public required string Status { get; init; }

    public string? CancellationReason { get; init; }

    public required ItemCollection Items { get; init; }

    public IReadOnlyList<ReturnMessage>? Return { get; init; }

    public static PurchaseOrderEntity Of(StoredPurchaseOrder order, string uri, bool withItems, params IReadOnlyList<ReturnMessage> messages) => new()
    {
        Metadata = new EntityMetadata(uri, "MM_PUR_PO_SRV.PurchaseOrder", order.ETag),
        PurchaseOrder = order.Number,
        CompanyCode = order.CompanyCode,
        Supplier = order.VendorCode,
        Reference = order.Reference,
        DocumentCurrency = order.Currency,
        CreationDate = string.Create(CultureInfo.InvariantCulture, $"/Date({order.CreatedAt.ToUnixTimeMilliseconds()})/"),
        Status = order.Status,
        CancellationReason = order.CancellationReason,
        Items = withItems
            ? new ItemCollection { Results = [.. order.Items.Select(ItemEntity.Of)] }
            : new ItemCollection { Deferred = new DeferredLink(uri + "?expand=items") },
        Return = messages.Count > 0 ? messages : null,
    };
}

internal sealed record EntityMetadata(
    [property: JsonPropertyName("uri")] string Uri,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("etag")] string ETag);

/// <summary>The items themselves, or where they are.</summary>
internal sealed record ItemCollection
{
    [JsonPropertyName("__deferred")]
    public DeferredLink? Deferred { get; init; }

    [JsonPropertyName("results")]
    public IReadOnlyList<ItemEntity>? Results { get; init; }
}

internal sealed record DeferredLink([property: JsonPropertyName("uri")] string Uri);

/// <summary>One line; OData version 2 writes decimals as text.</summary>
internal sealed record ItemEntity(string PurchaseOrderItem, string Material, string OrderQuantity, string? PurchaseOrderQuantityUnit)
{
    public static ItemEntity Of(StoredItem item, int index) => new(
        ((index + 1) * 10).ToString("00000", CultureInfo.InvariantCulture),
        item.Material,
        item.Quantity.ToString("0.000", CultureInfo.InvariantCulture),
        item.Unit);
}
