using System.Text.Json;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Formats.Xml;

/// <summary>XML as JSON, by the convention of docs/guides/body-formats.md.</summary>
internal static class XmlToJson
{
    public const string Text = "#text";
    public const string Order = "#order";

    public static ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> body, string? saidCharset, string? configuredCharset, XmlNames names)
    {
        var root = XmlTreeReader.Read(body, saidCharset, configuredCharset, names);
        return JsonText.Write(body.Length, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(root.Name);
            WriteValue(writer, root);
            writer.WriteEndObject();
        });
    }

    /// <summary>The element's value: null, a string, or an object.</summary>
    public static void WriteValue(Utf8JsonWriter writer, XmlElementNode element)
    {
        if (element is { IsNil: true, HasOwnAttributes: false, Content.Count: 0 })
            writer.WriteNullValue();
        else if (element.Attributes is null && element.Content is [])
            writer.WriteStringValue("");
        else if (element.Attributes is null && element.Content is [string text])
            writer.WriteStringValue(text);
        else
            WriteObject(writer, element);
    }

    private static void WriteObject(Utf8JsonWriter writer, XmlElementNode element)
    {
        writer.WriteStartObject();
        var attributes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in element.Attributes ?? [])
        {
            // Without prefixes, two attributes may have one name: the first counts.
            if (attributes.Add(name))
                writer.WriteString(name, value);
        }

        WriteContent(writer, element.Content);
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, IReadOnlyList<object> content)
    {
        var groups = new OrderedDictionary<string, List<object>>(StringComparer.Ordinal);
        var order = new List<string>(content.Count);
        var isOrderLost = false;
        foreach (var item in content)
        {
            var name = item is XmlElementNode child ? child.Name : Text;
            if (!groups.TryGetValue(name, out var group))
                groups.Add(name, group = new List<object>(1));
            else
                isOrderLost |= order[^1] != name;
            group.Add(item);
            order.Add(name);
        }

        foreach (var (name, group) in groups)
        {
            writer.WritePropertyName(name);
            WriteGroup(writer, group);
        }

        if (!isOrderLost)
            return;
        writer.WritePropertyName(Order);
        JsonText.WriteOneOrMany(writer, order);
    }

    private static void WriteGroup(Utf8JsonWriter writer, List<object> group)
    {
        if (group.Count > 1)
            writer.WriteStartArray();
        foreach (var item in group)
        {
            if (item is XmlElementNode child)
                WriteValue(writer, child);
            else
                writer.WriteStringValue((string)item);
        }

        if (group.Count > 1)
            writer.WriteEndArray();
    }
}
