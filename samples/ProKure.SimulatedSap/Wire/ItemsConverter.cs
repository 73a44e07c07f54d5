using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProKure.Samples.Sap.Wire;

/// <summary>
/// Takes one item as an object as well as items in an array: JSONata writes a sequence of one without brackets, and gateways that
/// come from XML accept it.
/// </summary>
internal sealed class ItemsConverter : JsonConverter<List<ItemWire?>>
{
    public override List<ItemWire?>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.StartArray
            ? JsonSerializer.Deserialize(ref reader, SapJson.Default.ListItemWire)
            : [JsonSerializer.Deserialize(ref reader, SapJson.Default.ItemWire)];

    public override void Write(Utf8JsonWriter writer, List<ItemWire?> value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(writer, value, SapJson.Default.ListItemWire);
}
