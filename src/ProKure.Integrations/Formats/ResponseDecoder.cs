using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats.Soap;
using ProKure.Integrations.Formats.Xml;

namespace ProKure.Integrations.Formats;

/// <summary>Reads the response bodies of one endpoint as the JSON that its rules and its transform see. Immutable.</summary>
/// <param name="format">What is configured.</param>
/// <param name="request">The form of the requests, which AUTO expects answers in; JSON where that is no form of answers.</param>
internal sealed class ResponseDecoder(ResponseFormatConfig format, RequestBodyType request)
{
    /// <summary>What the hub asks for, for Accept.</summary>
    public string Accept => format.Type switch
    {
        ResponseBodyType.Auto when request == RequestBodyType.Soap => "application/soap+xml, text/xml",
        ResponseBodyType.Auto when request == RequestBodyType.Xml => "application/xml, text/xml",
        ResponseBodyType.Auto or ResponseBodyType.Json => "application/json",
        ResponseBodyType.Soap => "application/soap+xml, text/xml",
        ResponseBodyType.Xml => "application/xml, text/xml",
        ResponseBodyType.Form => FormBody.MediaType,
        ResponseBodyType.Text => "text/plain, text/csv, text/*",
        _ => "*/*",
    };

    /// <exception cref="BodyFormatException">The body is not in the form that is said or configured.</exception>
    public DecodedBody Decode(ReadOnlyMemory<byte> body, MediaTypeHeaderValue? contentType)
    {
        if (body.IsEmpty)
            return new DecodedBody(body);
        var charset = contentType?.CharSet;
        return format.Type switch
        {
            // What is stored is not read; a refusal, which is read, comes in whatever form.
            ResponseBodyType.Auto or ResponseBodyType.Stored => Guess(body, contentType?.MediaType, charset),
            ResponseBodyType.Json => new DecodedBody(Json(body, charset) ?? throw NotJson()),
            ResponseBodyType.Form => new DecodedBody(FormBody.Decode(body.Span, charset ?? format.Charset)),
            ResponseBodyType.Xml => Xml(body, charset),
            ResponseBodyType.Soap => Soap(body, charset),
            ResponseBodyType.Text => Text(body, charset),
            ResponseBodyType.Binary => Bytes(body),
            _ => throw new InvalidOperationException($"Unknown form {format.Type}."),
        };
    }

    // A rule over an answer of another form than it was written for holds by accident: nothing is not in error. So what is unexpected is marked.
    private DecodedBody Guess(ReadOnlyMemory<byte> body, string? mediaType, string? charset)
    {
        if (request == RequestBodyType.Soap)
            return IsXml(mediaType) ? Soap(body, charset) : throw new BodyFormatException(BodyFormatException.Unreadable, $"Expected a SOAP envelope, found {Shown.Value(mediaType)}.");
        if (IsXml(mediaType))
            return Xml(body, charset) with { IsUnexpected = request != RequestBodyType.Xml };
        if (Is(mediaType, FormBody.MediaType))
            return new DecodedBody(FormBody.Decode(body.Span, charset ?? format.Charset), IsUnexpected: request != RequestBodyType.Form);
        if (IsJson(mediaType))
            return new DecodedBody(Json(body, charset) ?? throw NotJson());
        if (JsonText.IsJson(body.Span))
            return new DecodedBody(body);
        var isText = charset is not null || format.Charset is not null || mediaType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) == true;
        var decoded = isText ? TextOrBytes(body, charset) : Utf8.IsValid(body.Span) ? new DecodedBody(JsonText.OfString(Encoding.UTF8.GetString(body.Span))) : Bytes(body);
        return decoded with { IsUnexpected = request is not (RequestBodyType.Text or RequestBodyType.Csv or RequestBodyType.Binary) };
    }

    private DecodedBody Text(ReadOnlyMemory<byte> body, string? charset) =>
        new(JsonText.OfString(Charsets.Decode(body.Span, charset, format.Charset)));

    // Nobody asked for text in particular: bytes that are none are handed on as bytes.
    private DecodedBody TextOrBytes(ReadOnlyMemory<byte> body, string? charset)
    {
        try
        {
            return Text(body, charset);
        }
        catch (BodyFormatException)
        {
            return Bytes(body);
        }
    }

    private static DecodedBody Bytes(ReadOnlyMemory<byte> body) => new(JsonText.OfBytes(body), IsBytes: true);

    private DecodedBody Xml(ReadOnlyMemory<byte> body, string? charset) => new(XmlToJson.Convert(body, charset, format.Charset, format.XmlNames));

    private DecodedBody Soap(ReadOnlyMemory<byte> body, string? charset) => SoapEnvelope.Unwrap(body, charset, format.Charset, format.XmlNames);

    private ReadOnlyMemory<byte>? Json(ReadOnlyMemory<byte> body, string? charset)
    {
        var utf8 = Charsets.IsPlainUtf8(body.Span, charset, format.Charset) && Utf8.IsValid(body.Span)
            ? body
            : Encoding.UTF8.GetBytes(Charsets.Decode(body.Span, charset, format.Charset));
        return JsonText.IsJson(utf8.Span) ? utf8 : (ReadOnlyMemory<byte>?)null;
    }

    private static BodyFormatException NotJson() => new(BodyFormatException.NotJson, "The body is no JSON.");

    private static bool IsJson(string? mediaType) => Is(mediaType, "application/json") || HasSuffix(mediaType, "+json");

    // A page for people is text, also where it is written as XML.
    private static bool IsXml(string? mediaType) =>
        Is(mediaType, "application/xml") || Is(mediaType, "text/xml") || (HasSuffix(mediaType, "+xml") && !Is(mediaType, "application/xhtml+xml"));

    private static bool Is(string? mediaType, string expected) => expected.Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    private static bool HasSuffix(string? mediaType, string suffix) => mediaType?.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) == true;
}
