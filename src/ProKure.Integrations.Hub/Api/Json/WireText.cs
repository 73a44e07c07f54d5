using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProKure.Integrations.Hub.Api.Json;

/// <summary>A value that is a text of a certain form in JSON.</summary>
internal interface IWireText
{
    /// <summary>What the text has to be, for messages.</summary>
    string Form { get; }

    /// <summary>The texts that there are; null where there are countless.</summary>
    IReadOnlyList<string>? Members { get; }

    /// <summary>Whether the text has the form.</summary>
    bool IsValid(string text);
}

/// <summary>Reads and writes such values. Bodies are checked by <see cref="WireShape"/> before they are read, so that reading does not fail.</summary>
internal abstract class WireTextConverter<T> : JsonConverter<T>, IWireText
{
    public abstract string Form { get; }

    public virtual IReadOnlyList<string>? Members => null;

    public bool IsValid(string text) => TryParse(text, out _);

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var value) ? value : throw new JsonException($"Expected {Form}.");

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));

    protected abstract bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value);

    protected abstract string Format(T value);
}
