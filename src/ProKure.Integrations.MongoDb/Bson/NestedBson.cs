using System.Globalization;
using System.Text;
using MongoDB.Bson;

namespace ProKure.Integrations.MongoDb.Bson;

/// <summary>Makes of what <see cref="NestedJson"/> stored a JSON text again: without white space, and with no more escapes than JSON asks for.</summary>
internal static class NestedBson
{
    /// <exception cref="FormatException">The value has a type that no JSON text is stored as: another program wrote it.</exception>
    public static byte[] ToJson(BsonValue value)
    {
        var json = new StringBuilder();
        Append(json, value);
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    private static void Append(StringBuilder json, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument document:
                AppendDocument(json, document);
                break;
            case BsonArray array:
                AppendArray(json, array);
                break;
            case BsonString text:
                AppendText(json, text.Value);
                break;
            case BsonInt32 integer:
                json.Append(CultureInfo.InvariantCulture, $"{integer.Value}");
                break;
            case BsonInt64 integer:
                json.Append(CultureInfo.InvariantCulture, $"{integer.Value}");
                break;
            case BsonDouble real when double.IsFinite(real.Value):
                json.Append(CultureInfo.InvariantCulture, $"{real.Value}");
                break;
            case BsonDecimal128 { Value: var number } when !Decimal128.IsNaN(number) && !Decimal128.IsInfinity(number):
                json.Append(number.ToString());
                break;
            case BsonBoolean truth:
                json.Append(truth.Value ? "true" : "false");
                break;
            case BsonNull:
                json.Append("null");
                break;
            default:
                throw new FormatException($"Expected a value that JSON has, found {value.BsonType}.");
        }
    }

    private static void AppendDocument(StringBuilder json, BsonDocument document)
    {
        var next = '{';
        foreach (var element in document)
        {
            json.Append(next);
            AppendText(json, element.Name);
            json.Append(':');
            Append(json, element.Value);
            next = ',';
        }

        json.Append(next == '{' ? "{}" : "}");
    }

    private static void AppendArray(StringBuilder json, BsonArray array)
    {
        var next = '[';
        foreach (var item in array)
        {
            json.Append(next);
            Append(json, item);
            next = ',';
        }

        json.Append(next == '[' ? "[]" : "]");
    }

    private static void AppendText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        json.Append('"');
    }
}
