using System.Text.Json;

namespace ProKure.Samples.Sap.Wire;

/// <summary>A purchase order to create, read and checked.</summary>
internal sealed record PurchaseOrderBody(
    string VendorCode, string? CompanyCode, string? Reference, string? Currency, IReadOnlyList<ItemBody> Items)
{
    /// <summary>Reads and checks the body; every fault found is reported, and the result is null if there is any.</summary>
    public static PurchaseOrderBody? Read(ReadOnlySpan<byte> json, List<ErrorDetail> faults)
    {
        PurchaseOrderRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(json, SapJson.Default.PurchaseOrderRequest);
        }
        catch (JsonException fault)
        {
            faults.Add(new ErrorDetail("/IWCOR/CX_DS_EP_PARSE_ERROR", $"Malformed request body: {fault.Message}", fault.Path ?? ""));
            return null;
        }

        if (request?.PurchaseOrder is { } order)
            return Check(order, faults);
        faults.Add(new ErrorDetail("/IWBEP/CM_MGW_RT/021", "Expected an object with the property PurchaseOrder", "PurchaseOrder"));
        return null;
    }

    private static PurchaseOrderBody? Check(PurchaseOrderWire order, List<ErrorDetail> faults)
    {
        if (string.IsNullOrWhiteSpace(order.VendorCode))
            faults.Add(new ErrorDetail("ME/035", "Enter a vendor", "PurchaseOrder/VendorCode"));
        if (order.Items is not { Count: > 0 } items)
        {
            faults.Add(new ErrorDetail("06/019", "A purchase order needs at least one item", "PurchaseOrder/Items"));
            return null;
        }

        var read = new List<ItemBody>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var (material, qty, unit) = (items[i]?.Material, items[i]?.Qty, items[i]?.Unit);
            if (string.IsNullOrWhiteSpace(material))
                faults.Add(new ErrorDetail("ME/062", $"Enter a material in item {(i + 1) * 10:00000}", $"PurchaseOrder/Items({i})/Material"));
            if (qty is not > 0)
                faults.Add(new ErrorDetail("06/067", $"Enter a quantity above zero in item {(i + 1) * 10:00000}", $"PurchaseOrder/Items({i})/Qty"));
            read.Add(new ItemBody(material ?? "", qty ?? 0, unit));
        }

        return faults.Count > 0 ? null : new PurchaseOrderBody(order.VendorCode!, order.CompanyCode, order.Reference, order.Currency, read);
    }
}

internal sealed record ItemBody(string Material, decimal Qty, string? Unit);
