using System.Buffers;
using System.Text;
using System.Text.Json;
using ProKure.Jsonata;

namespace ProKure.Integrations.Transformation;

/// <summary>An expression whose result is one or more plain values, for a place in a URL or a header.</summary>
/// <param name="name">The parameter or header that it gives.</param>
/// <param name="expression">The compiled expression.</param>
public sealed class ScalarExpression(string name, JsonataExpression expression)
{
    /// <summary>The parameter or header that it gives.</summary>
    public string Name => name;

    /// <summary>The texts of the result: none for nothing or null, several for an array. Numbers stand as in the payload.</summary>
    /// <exception cref="JsonataException">The expression failed, or gave an object.</exception>
    public IReadOnlyList<string> Evaluate(ReadOnlySpan<byte> payload, JsonataEvaluation evaluation, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>(128);
        if (!expression.Evaluate(payload, output, evaluation, cancellationToken))
            return [];

        var reader = new Utf8JsonReader(output.WrittenSpan);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return Text(ref reader) is { } text ? [text] : [];

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Text(ref reader) is { } item)
                texts.Add(item);
        }

        return texts;
    }

    private string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => null,
        _ => throw new JsonataException("SCALAR_EXPECTED", $"'{name}' must be a string, number or boolean, or an array of such; the expression gave {reader.TokenType}."),
    };
}
