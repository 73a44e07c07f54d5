using System.Text;
using System.Text.Json;
using System.Xml;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Formats.Xml;

/// <summary>Writes JSON as XML, by the convention of docs/guides/body-formats.md. Names and characters that XML does not have are faults.</summary>
internal sealed class XmlBodyWriter : IDisposable
{
    public const string Declarations = "http://www.w3.org/2000/xmlns/";

    private readonly MemoryStream _bytes = new();
    private readonly XmlWriter _writer;
    private readonly XmlNamespaceManager _scopes = new(new NameTable());

    private XmlBodyWriter(Encoding encoding) => _writer = XmlWriter.Create(_bytes, new XmlWriterSettings
    {
        Encoding = encoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : encoding,
        NewLineHandling = NewLineHandling.Entitize, // a carriage return comes back as one
        CloseOutput = false,
    });

    /// <summary>Writes a document.</summary>
    /// <exception cref="BodyFormatException">The JSON cannot be written as XML.</exception>
    public static byte[] Write(Encoding encoding, Action<XmlBodyWriter> write)
    {
        // Not the strict one: it would refuse the characters that XML writes as references.
        var lenient = (Encoding)encoding.Clone();
        lenient.EncoderFallback = EncoderFallback.ReplacementFallback;
        using var body = new XmlBodyWriter(lenient);
        try
        {
            body._writer.WriteStartDocument();
            write(body);
            body._writer.WriteEndDocument();
            body._writer.Flush();
        }
        catch (Exception fault) when (fault is XmlException or ArgumentException or InvalidOperationException)
        {
            throw new BodyFormatException(BodyFormatException.Shape, $"The JSON cannot be written as XML: {fault.Message}", fault);
        }

        return body._bytes.ToArray();
    }

    /// <summary>Writes a document whose root is the one member of the object.</summary>
    public void WriteRoot(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != 1)
            throw JsonScalar.Expected("an object with one member, the root element,", root, "as XML");
        foreach (var member in root.EnumerateObject())
            WriteElement(member.Name, member.Value);
    }

    /// <summary>Writes an element in a namespace of the hub's own choice, with what <paramref name="writeContent"/> writes in it.</summary>
    /// <param name="prefix">The prefix, declared here if it is not yet.</param>
    /// <param name="localName">The name.</param>
    /// <param name="namespaceUri">The namespace.</param>
    /// <param name="members">An object whose attributes the element has as well; undefined for none.</param>
    /// <param name="writeContent">Writes the content.</param>
    public void WriteElement(string prefix, string localName, string namespaceUri, JsonElement members, Action writeContent)
    {
        _scopes.PushScope();
        _scopes.AddNamespace(prefix, namespaceUri);
        _writer.WriteStartElement(prefix, localName, namespaceUri);
        if (members.ValueKind == JsonValueKind.Object)
            WriteAttributes(members);
        writeContent();
        _writer.WriteEndElement();
        _scopes.PopScope();
    }

    /// <summary>Writes all members of an object but its attributes.</summary>
    public void WriteContent(JsonElement members)
    {
        if (members.TryGetProperty(XmlToJson.Order, out var order))
        {
            WriteInOrder(members, order);
            return;
        }

        foreach (var member in members.EnumerateObject())
        {
            if (!IsAttribute(member.Name))
                WriteAll(member.Name, member.Value);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _bytes.Dispose();
    }

    private static bool IsAttribute(string name) => name.StartsWith('@');

    private void WriteAll(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            WriteItem(name, value);
            return;
        }

        foreach (var item in value.EnumerateArray())
            WriteItem(name, item);
    }

    private void WriteItem(string name, JsonElement value)
    {
        if (name == XmlToJson.Text)
            WriteText(JsonScalar.TextOf(value, $"as {XmlToJson.Text}"));
        else
            WriteElement(name, value);
    }

    private void WriteElement(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
            throw JsonScalar.Expected("a value", value, $"in the array of elements {Shown.Value(name)}");
        _scopes.PushScope();
        if (value.ValueKind == JsonValueKind.Object)
            Declare(value);
        var (prefix, local) = Split(name);
        _writer.WriteStartElement(prefix, local, NamespaceOf(prefix, name));
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteAttributes(value);
                WriteContent(value);
                break;
            case JsonValueKind.Null:
                _writer.WriteAttributeString("xsi", "nil", XmlTreeReader.SchemaInstance, "true");
                break;
            default:
                WriteText(JsonScalar.TextOf(value, $"in the element {Shown.Value(name)}"));
                break;
        }

        _writer.WriteEndElement();
        _scopes.PopScope();
    }

    // Even an empty text would keep an element from being written as empty.
    private void WriteText(string? text)
    {
        if (!string.IsNullOrEmpty(text))
            _writer.WriteString(text);
    }

    // Declarations count for the name of the element that they stand on, and for its other attributes.
    private void Declare(JsonElement members)
    {
        foreach (var member in members.EnumerateObject())
        {
            if (DeclaredPrefix(member.Name) is { } prefix)
                _scopes.AddNamespace(prefix, JsonScalar.TextOf(member.Value, $"in {Shown.Value(member.Name)}") ?? "");
        }
    }

    private void WriteAttributes(JsonElement members)
    {
        foreach (var member in members.EnumerateObject())
        {
            if (!IsAttribute(member.Name))
                continue;
            if (JsonScalar.TextOf(member.Value, $"in the attribute {Shown.Value(member.Name)}") is not { } text)
                continue;
            if (DeclaredPrefix(member.Name) is { } declared)
            {
                _scopes.AddNamespace(declared, text);
                if (declared.Length == 0)
                    _writer.WriteAttributeString("xmlns", Declarations, text);
                else
                    _writer.WriteAttributeString("xmlns", declared, Declarations, text);
                continue;
            }

            var (prefix, local) = Split(member.Name[1..]);
            if (prefix.Length == 0)
                _writer.WriteAttributeString(local, text);
            else
                _writer.WriteAttributeString(prefix, local, NamespaceOf(prefix, member.Name), text);
        }
    }

    /// <summary>Writes the members in the sequence that the document had: each name takes its next item.</summary>
    private void WriteInOrder(JsonElement members, JsonElement order)
    {
        var items = new Dictionary<string, Queue<JsonElement>>(StringComparer.Ordinal);
        var left = 0;
        foreach (var member in members.EnumerateObject())
        {
            if (IsAttribute(member.Name) || member.Name == XmlToJson.Order)
                continue;
            if (!items.TryAdd(member.Name, member.Value.ValueKind == JsonValueKind.Array ? new(member.Value.EnumerateArray()) : new([member.Value])))
                throw new BodyFormatException(BodyFormatException.Shape, $"The member {Shown.Value(member.Name)} stands twice.");
            left += items[member.Name].Count;
        }

        if (order.ValueKind != JsonValueKind.Array)
            throw JsonScalar.Expected("an array of names", order, $"in {XmlToJson.Order}");
        foreach (var entry in order.EnumerateArray())
        {
            var name = JsonScalar.TextOf(entry, $"in {XmlToJson.Order}") ?? "";
            if (!items.TryGetValue(name, out var queue) || !queue.TryDequeue(out var item))
                throw new BodyFormatException(BodyFormatException.Shape, $"{XmlToJson.Order} names {Shown.Value(name)} more often than it stands there.");
            WriteItem(name, item);
            left--;
        }

        if (left > 0)
            throw new BodyFormatException(BodyFormatException.Shape, $"{XmlToJson.Order} leaves out {left} of the values beside it; leave {XmlToJson.Order} away where the order does not matter.");
    }

    private string NamespaceOf(string prefix, string name) => _scopes.LookupNamespace(prefix)
        ?? throw new BodyFormatException(
            BodyFormatException.Shape, $"The prefix of {Shown.Value(name)} is not declared; expected \"@xmlns:{prefix}\" on the element or on one around it.");

    private static string? DeclaredPrefix(string name) =>
        name == "@xmlns" ? "" : name.StartsWith("@xmlns:", StringComparison.Ordinal) ? XmlConvert.VerifyNCName(name[7..]) : null;

    private static (string Prefix, string Local) Split(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        try
        {
            return colon < 0 ? ("", XmlConvert.VerifyNCName(name)) : (XmlConvert.VerifyNCName(name[..colon]), XmlConvert.VerifyNCName(name[(colon + 1)..]));
        }
        catch (Exception fault) when (fault is XmlException or ArgumentException)
        {
            throw new BodyFormatException(BodyFormatException.Shape, $"{Shown.Value(name)} is no name that XML has.", fault);
        }
    }
}
