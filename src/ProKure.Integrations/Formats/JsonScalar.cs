using System.Text.Json;

namespace ProKure.Integrations.Formats;

/// <summary>Reads JSON that a transform gave, for forms that want texts.</summary>
internal static class JsonScalar
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    /// <exception cref="BodyFormatException">It is no JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException fault)
        {
            throw new BodyFormatException(BodyFormatException.Shape, $"The request's JSON cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>The text of a plain value, a number as it is written; null for null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="BodyFormatException">It is an object or an array, or no text that can be written.</exception>
    public static string? TextOf(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.String => StringOf(value, place),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => null,
        _ => throw Expected("a plain value", value, place),
    };

    public static BodyFormatException Expected(string expected, JsonElement value, string place) =>
        new(BodyFormatException.Shape, $"Expected {expected} {place}, found {NounOf(value)}.");

    private static string StringOf(JsonElement value, string place)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException fault)
        {
            throw new BodyFormatException(BodyFormatException.Shape, $"The text {place} holds half a surrogate pair, which no charset can write.", fault);
        }
    }

    private static string NounOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
