using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.Api.Json;

/// <summary>
/// Compares a JSON value with the type that it is to be read as, and reports every member that is unknown, missing or of another kind. The serializer
/// would stop at the first.
/// </summary>
internal sealed class WireShape
{
    private readonly List<FieldFault> _faults = [];

    /// <summary>Every difference; empty when the value can be read.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">What it is to be read as.</param>
    /// <param name="isReadOnly">Says of a member of the outermost object that the type does not have whether it may be there all the same; null when none may.</param>
    public static List<FieldFault> Check(JsonElement value, JsonTypeInfo type, Func<JsonProperty, string, bool>? isReadOnly = null)
    {
        var shape = new WireShape();
        shape.Check(value, type, "", isReadOnly);
        return shape._faults;
    }

    private void Check(JsonElement value, JsonTypeInfo type, string path, Func<JsonProperty, string, bool>? isReadOnly = null)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckObject(value, type, path, isReadOnly);
                break;
            case JsonTypeInfoKind.Dictionary:
                if (Expect(value, JsonValueKind.Object, path))
                {
                    foreach (var member in value.EnumerateObject())
                        CheckElement(member.Value, type, Member(path, member.Name));
                }

                break;
            case JsonTypeInfoKind.Enumerable:
                if (Expect(value, JsonValueKind.Array, path))
                {
                    var index = 0;
                    foreach (var item in value.EnumerateArray())
                        CheckElement(item, type, $"{path}[{index++}]");
                }

                break;
            default:
                CheckScalar(value, type, path);
                break;
        }
    }

    private void CheckObject(JsonElement value, JsonTypeInfo type, string path, Func<JsonProperty, string, bool>? isReadOnly)
    {
        if (!Expect(value, JsonValueKind.Object, path))
            return;
        var properties = type.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var memberPath = Member(path, member.Name);
            if (!properties.TryGetValue(member.Name, out var property))
            {
                if (isReadOnly?.Invoke(member, memberPath) != true)
                    _faults.Add(new FieldFault(memberPath, $"There is no field {Shown.Text(member.Name)} here. Known: {string.Join(", ", properties.Keys)}."));
            }
            else if (member.Value.ValueKind != JsonValueKind.Null || property.PropertyType == typeof(RawJson))
            {
                Check(member.Value, Underlying(property.PropertyType, type.Options), memberPath);
            }
            else if (!property.IsSetNullable)
            {
                _faults.Add(new FieldFault(memberPath, $"Expected {Expected(Underlying(property.PropertyType, type.Options))}, found null."));
            }
        }

        foreach (var property in type.Properties)
        {
            if (property.IsRequired && !value.TryGetProperty(property.Name, out _))
                _faults.Add(new FieldFault(Member(path, property.Name), $"Expected {Expected(Underlying(property.PropertyType, type.Options))}, found nothing."));
        }
    }

    private void CheckElement(JsonElement value, JsonTypeInfo collection, string path) =>
        Check(value, Underlying(collection.ElementType!, collection.Options), path);

    private void CheckScalar(JsonElement value, JsonTypeInfo type, string path)
    {
        var fits = type.Converter is IWireText text
            ? value.ValueKind == JsonValueKind.String && text.IsValid(value.GetString()!)
            : type.Type == typeof(RawJson)
            || (type.Type == typeof(string) && value.ValueKind == JsonValueKind.String)
            || (type.Type == typeof(bool) && value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            || (type.Type == typeof(int) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _))
            || (type.Type == typeof(long) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _))
            || (type.Type == typeof(double) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number));
        if (!fits)
            _faults.Add(new FieldFault(path, $"Expected {Expected(type)}, found {(type.Type == typeof(SecretText) ? "something else" : Found(value))}."));
    }

    private bool Expect(JsonElement value, JsonValueKind kind, string path)
    {
        if (value.ValueKind == kind)
            return true;
        _faults.Add(new FieldFault(path, $"Expected {(kind == JsonValueKind.Object ? "an object" : "an array")}, found {Found(value)}."));
        return false;
    }

    private static JsonTypeInfo Underlying(Type type, JsonSerializerOptions options) => options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    private static string Expected(JsonTypeInfo type) => type switch
    {
        { Converter: IWireText text } => text.Form,
        { Kind: JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary } => "an object",
        { Kind: JsonTypeInfoKind.Enumerable } => "an array",
        _ when type.Type == typeof(string) => "a text",
        _ when type.Type == typeof(bool) => "true or false",
        _ when type.Type == typeof(int) || type.Type == typeof(long) => "a whole number",
        _ when type.Type == typeof(double) => "a number",
        _ => "any JSON",
    };

    private static string Found(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Shown.Text(value.GetString()),
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    private static string Member(string path, string name)
    {
        var simple = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$');
        if (!simple)
            return $"{path}[\"{JsonEncodedText.Encode(name)}\"]";
        return path.Length == 0 ? name : $"{path}.{name}";
    }
}
