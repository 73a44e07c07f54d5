using System.Text.Json.Serialization;

namespace ProKure.Samples.Sap.Wire;

/// <summary>The body that creates a purchase order, as the wire has it.</summary>
internal sealed record PurchaseOrderRequest(PurchaseOrderWire? PurchaseOrder);

internal sealed record PurchaseOrderWire
{
    public string? VendorCode { get; init; }

    public string? CompanyCode { get; init; }

    public string? Reference { get; init; }

    public string? Currency { get; init; }

    [JsonConverter(typeof(ItemsConverter))]
    public List<ItemWire?>? Items { get; init; }
}

internal sealed record ItemWire(string? Material, decimal? Qty, string? Unit);
