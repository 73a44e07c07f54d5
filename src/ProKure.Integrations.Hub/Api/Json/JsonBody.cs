using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.Api.Json;

/// <summary>A body as JSON: parsed, then checked, then read as a type.</summary>
internal sealed class JsonBody : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonDocument _document;

    private JsonBody(JsonDocument document) => _document = document;

    public static async ValueTask<(JsonBody? Body, Problem? Problem)> ReadAsync(HttpContext context)
    {
        var (bytes, problem) = await RequestBody.ReadAsync(context);
        if (problem is not null)
            return (null, problem);
        try
        {
            return (new JsonBody(JsonDocument.Parse(bytes, Strict)), null);
        }
        catch (JsonException fault)
        {
            return (null, Malformed(fault));
        }
    }

    public static Problem Malformed(JsonException fault) => new(
        ProblemTypes.MalformedJson,
        fault.LineNumber is { } line
            ? $"Expected JSON, found a fault at line {line + 1}, byte {fault.BytePositionInLine + 1}: {Sentence(fault)}"
            : $"Expected JSON: {Sentence(fault)}");

    public void Dispose() => _document.Dispose();

    /// <summary>Reads the body as a type, or reports everything that does not fit it.</summary>
    public bool TryRead<T>(JsonTypeInfo<T> type, Func<JsonProperty, string, bool>? isReadOnly, [NotNullWhen(true)] out T? value, out List<FieldFault> faults)
        where T : class
    {
        faults = WireShape.Check(_document.RootElement, type, isReadOnly);
        value = faults.Count == 0 ? _document.RootElement.Deserialize(type) : null;
        return value is not null;
    }

    // The serializer's message ends with path and place, which are said already.
    private static string Sentence(JsonException fault)
    {
        var message = fault.Message.AsSpan();
        foreach (var tail in (ReadOnlySpan<string>)[" Path: ", " LineNumber: "])
        {
            if (message.IndexOf(tail, StringComparison.Ordinal) is var end and > 0)
                message = message[..end];
        }

        return message.ToString();
    }
}
