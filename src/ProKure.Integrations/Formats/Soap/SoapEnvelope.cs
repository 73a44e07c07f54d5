using System.Text;
using System.Text.Json;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats.Xml;

namespace ProKure.Integrations.Formats.Soap;

/// <summary>Wraps JSON with Body and Header into an envelope, and takes envelopes of either version apart.</summary>
internal static class SoapEnvelope
{
    public const string Namespace11 = "http://schemas.xmlsoap.org/soap/envelope/";
    public const string Namespace12 = "http://www.w3.org/2003/05/soap-envelope";

    private const string Prefix = "soap";
    private const string Header = "Header";
    private const string Body = "Body";

    public static byte[] Wrap(JsonElement root, SoapVersion version, Encoding encoding)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(Body, out var body))
            throw JsonScalar.Expected("an object with the member Body and, where needed, Header", root, "as a SOAP envelope");
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name is not (Body or Header) && !member.Name.StartsWith('@'))
                throw new BodyFormatException(BodyFormatException.Shape, $"A SOAP envelope has the members Header and Body, found {Shown.Value(member.Name)} beside them.");
        }

        var uri = version == SoapVersion.Soap11 ? Namespace11 : Namespace12;
        return XmlBodyWriter.Write(encoding, writer => writer.WriteElement(Prefix, "Envelope", uri, root, () =>
        {
            if (root.TryGetProperty(Header, out var header))
                WritePart(writer, Header, uri, header);
            WritePart(writer, Body, uri, body);
        }));
    }

    /// <exception cref="BodyFormatException">It is no XML, or no envelope.</exception>
    public static DecodedBody Unwrap(ReadOnlyMemory<byte> bytes, string? saidCharset, string? configuredCharset, XmlNames names)
    {
        var envelope = XmlTreeReader.Read(bytes, saidCharset, configuredCharset, names);
        var uri = envelope.NamespaceUri;
        if (!envelope.HasLocalName("Envelope") || uri is not (Namespace11 or Namespace12))
            throw new BodyFormatException(BodyFormatException.Unreadable, $"Expected a SOAP 1.1 or 1.2 Envelope, found the element {Shown.Value(envelope.Name)} in the namespace {Shown.Value(uri)}.");
        var parts = envelope.Elements.ToList();
        var body = parts.Find(part => part.IsNamed(Body, uri))
            ?? throw new BodyFormatException(BodyFormatException.Unreadable, "The SOAP Envelope has no Body.");
        var json = JsonText.Write(bytes.Length, writer =>
        {
            writer.WriteStartObject();
            if (parts.Find(part => part.IsNamed(Header, uri)) is { } header)
            {
                writer.WritePropertyName(Header);
                XmlToJson.WriteValue(writer, header);
            }

            writer.WritePropertyName(Body);
            XmlToJson.WriteValue(writer, body);
            writer.WriteEndObject();
        });
        return new DecodedBody(json, Fault: body.Elements.FirstOrDefault(element => element.IsNamed("Fault", uri)) is { } fault ? FaultOf(fault, uri) : null);
    }

    private static void WritePart(XmlBodyWriter writer, string name, string uri, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            throw JsonScalar.Expected("an object of elements", value, $"in the SOAP {name}");
        writer.WriteElement(Prefix, name, uri, value, () =>
        {
            if (value.ValueKind == JsonValueKind.Object)
                writer.WriteContent(value);
        });
    }

    private static SoapFault FaultOf(XmlElementNode fault, string uri)
    {
        if (uri == Namespace11)
            return new SoapFault(fault.Find("faultcode")?.Text ?? "", fault.Find("faultstring")?.Text ?? "");
        var code = fault.Find("Code");
        var subcode = code?.Find("Subcode")?.Find("Value")?.Text.Trim();
        var value = code?.Find("Value")?.Text.Trim() ?? "";
        return new SoapFault(string.IsNullOrEmpty(subcode) ? value : $"{value}/{subcode}", fault.Find("Reason")?.Find("Text")?.Text ?? "");
    }
}
