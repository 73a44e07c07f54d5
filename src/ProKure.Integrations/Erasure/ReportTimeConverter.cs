using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProKure.Integrations.Erasure;

/// <summary>Times in UTC with milliseconds, as everywhere in the API: the report goes out as it is kept.</summary>
internal sealed class ReportTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
}
