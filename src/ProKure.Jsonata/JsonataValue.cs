using System.Text.Json;
using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata;

/// <summary>What an extension function gives back. The default is undefined.</summary>
public readonly struct JsonataValue
{
    private readonly Value _value;
    private readonly ReadOnlyMemory<byte> _json;

    internal JsonataValue(in Value value) => _value = value;

    private JsonataValue(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>Nothing.</summary>
    public static JsonataValue Undefined => default;

    /// <summary>JSON null.</summary>
    public static JsonataValue Null => new(Value.Null);

    /// <summary>A string; undefined for null.</summary>
    public static JsonataValue FromString(string? value) => value is null ? default : new JsonataValue(Value.FromString(value));

    /// <summary>A number.</summary>
    public static JsonataValue FromNumber(double value) => new(Value.FromNumber(value));

    /// <summary>True or false.</summary>
    public static JsonataValue FromBoolean(bool value) => new(Value.FromBoolean(value));

    /// <summary>Any JSON; numbers keep their digits. Undefined for an element of kind Undefined.</summary>
    public static JsonataValue FromJson(JsonElement json) =>
        json.ValueKind == JsonValueKind.Undefined ? default : FromJson(JsonSerializer.SerializeToUtf8Bytes(json, JsonTypes.Default.JsonElement));

    /// <summary>Any JSON as UTF-8; numbers keep their digits. Read when the function has returned: a fault in it fails the call.</summary>
    public static JsonataValue FromJson(ReadOnlyMemory<byte> utf8Json) => new(utf8Json);

    internal Value ToValue(EvaluationContext context) => _json.IsEmpty ? _value : JsonInput.Read(_json.Span, context);
}
