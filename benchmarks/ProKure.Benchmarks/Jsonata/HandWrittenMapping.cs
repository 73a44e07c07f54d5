using System.Buffers;
using System.Text.Json;

namespace ProKure.Benchmarks.Jsonata;

/// <summary>The order mapping as a careful programmer would write it by hand, without any expression language.</summary>
public static class HandWrittenMapping
{
    public static void Map(ReadOnlyMemory<byte> input, Utf8JsonWriter writer, IBufferWriter<byte> output)
    {
        using var document = JsonDocument.Parse(input);
        var order = document.RootElement;
        writer.Reset(output);
        writer.WriteStartObject();
        writer.WriteStartObject("PurchaseOrder"u8);
        writer.WritePropertyName("VendorCode"u8);
        order.GetProperty("vendor"u8).GetProperty("external_code"u8).WriteTo(writer);
        writer.WriteStartArray("Items"u8);
        foreach (var item in order.GetProperty("items"u8).EnumerateArray())
        {
            writer.WriteStartObject();
            writer.WritePropertyName("Material"u8);
            item.GetProperty("item_code"u8).WriteTo(writer);
            writer.WritePropertyName("Qty"u8);
            item.GetProperty("quantity"u8).WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
    }
}
