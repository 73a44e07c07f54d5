using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Values;

/// <summary>JSON that comes in beside the input: bindings, results of extension functions.</summary>
internal static class JsonInput
{
    public static Value Read(ReadOnlySpan<byte> json, EvaluationContext context)
    {
        var table = new JsonTable();
        table.Read(json, context.Limits);
        context.ChargeValues(json.Length / 16);
        return RootOf(table, context);
    }

    public static Value Read(JsonElement json, EvaluationContext context) =>
        json.ValueKind == JsonValueKind.Undefined ? default : Read(JsonSerializer.SerializeToUtf8Bytes(json, JsonTypes.Default.JsonElement), context);

    /// <summary>The root; built where an object names a property twice.</summary>
    public static Value RootOf(JsonTable table, EvaluationContext context) =>
        table.HasDuplicates ? ValueCopy.Build(table.Root, context) : table.Root;
}

/// <summary>Source-generated access to JSON elements.</summary>
[JsonSourceGenerationOptions(MaxDepth = 4096)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
internal sealed partial class JsonTypes : JsonSerializerContext;
