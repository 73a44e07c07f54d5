using System.Text;
using System.Text.Json;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats.Files;
using ProKure.Integrations.Formats.Soap;
using ProKure.Integrations.Formats.Xml;

namespace ProKure.Integrations.Formats;

/// <summary>Makes the request body of one endpoint from the JSON that its transform gives. Immutable.</summary>
internal sealed class RequestEncoder(RequestFormatConfig format, SoapConfig soap)
{
    public const string SoapAction = "SOAPAction";

    public bool IsSoap => format.Type == RequestBodyType.Soap;

    /// <summary>The value of the SOAPAction header; null where none is sent. SOAP 1.1 asks for the header even without an action.</summary>
    public string? SoapActionHeader => IsSoap && soap.Version == SoapVersion.Soap11 ? $"\"{soap.Action}\"" : null;

    /// <exception cref="BodyFormatException">The JSON cannot be written in the form.</exception>
    public ValueTask<EncodedBody> EncodeAsync(ReadOnlyMemory<byte> json, IFileSource files, CancellationToken cancellationToken)
    {
        // The common case costs nothing: what a transform gives is UTF-8 already.
        if (format.Type == RequestBodyType.Json && format.Charset is null)
            return ValueTask.FromResult(Encoded(json, MediaType("application/json")));
        return EncodeOthersAsync(json, files, cancellationToken);
    }

    private async ValueTask<EncodedBody> EncodeOthersAsync(ReadOnlyMemory<byte> json, IFileSource files, CancellationToken cancellationToken)
    {
        var encoding = Charsets.Get(format.Charset);
        using var document = JsonScalar.Parse(json);
        var root = document.RootElement;
        try
        {
            switch (format.Type)
            {
                case RequestBodyType.Json:
                    return Encoded(Charsets.Encode(Encoding.UTF8.GetString(json.Span), encoding), MediaType("application/json"));
                case RequestBodyType.Form:
                    return Encoded(FormBody.Encode(root, encoding), MediaType(FormBody.MediaType));
                case RequestBodyType.Multipart:
                    var (bytes, boundary) = await MultipartBody.EncodeAsync(root, encoding, files, cancellationToken);
                    return Encoded(bytes, $"{format.ContentType ?? MultipartBody.MediaType}; boundary={boundary}");
                case RequestBodyType.Xml:
                    return Encoded(XmlBodyWriter.Write(encoding, writer => writer.WriteRoot(root)), MediaType("application/xml"));
                case RequestBodyType.Soap:
                    return Encoded(SoapEnvelope.Wrap(root, soap.Version, encoding), SoapMediaType());
                case RequestBodyType.Text:
                    return Encoded(Charsets.Encode(TextOf(root, "as plain text"), encoding), MediaType("text/plain"));
                case RequestBodyType.Csv:
                    return Encoded(Charsets.Encode(TextOf(root, "as CSV"), encoding), MediaType("text/csv"));
                case RequestBodyType.Binary:
                    return Encoded(BinaryBody.Decode(TextOf(root, "as bytes"), "as the body"), format.ContentType ?? BinaryBody.MediaType);
                default:
                    throw new NotSupportedException($"Unknown form {format.Type}.");
            }
        }
        catch (InvalidOperationException fault)
        {
            // What JsonElement throws at a name that holds half a surrogate pair: JSON can say it, no charset can write it.
            throw new BodyFormatException(BodyFormatException.Shape, $"A name in the request's JSON cannot be read: {fault.Message}", fault);
        }
    }

    private static string TextOf(JsonElement root, string place) =>
        root.ValueKind == JsonValueKind.String ? JsonScalar.TextOf(root, place)! : throw JsonScalar.Expected("a string", root, place);

    private EncodedBody Encoded(ReadOnlyMemory<byte> bytes, string contentType) =>
        new(bytes, ContentCodings.Compress(bytes, format.ContentEncoding), contentType, ContentCodings.NameOf(format.ContentEncoding));

    private string MediaType(string usual) => $"{format.ContentType ?? usual}; charset={CharsetName}";

    private string SoapMediaType()
    {
        if (soap.Version == SoapVersion.Soap11)
            return MediaType("text/xml");
        var type = MediaType("application/soap+xml");
        return soap.Action is null ? type : $"{type}; action=\"{soap.Action}\"";
    }

    private string CharsetName => format.Charset is { } charset ? Charsets.Get(charset).WebName : "utf-8";
}
