using System.Net.Http.Headers;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks of how an endpoint's bodies are written and read.</summary>
internal static class FormatChecks
{
    private const int MaxActionLength = 1_024;
    private const int MaxContentTypeLength = 128;

    public static void Check(EndpointConfig endpoint, RowFaults faults)
    {
        CheckRequest(endpoint.RequestFormat, faults);
        CheckResponse(endpoint.ResponseFormat, faults);
        if (endpoint.ResponseFormat.Type == ResponseBodyType.Stored)
            CheckStored(endpoint, faults);
        if (endpoint.Soap is { } soap)
            CheckSoap(soap, endpoint.RequestFormat.Type, faults);
    }

    private static void CheckRequest(RequestFormatConfig format, RowFaults faults)
    {
        FieldChecks.Member(faults, "request_format.type", format.Type);
        FieldChecks.Member(faults, "request_format.content_encoding", format.ContentEncoding);
        if (format.ContentType is { } contentType && !IsMediaType(contentType))
            faults.Add("request_format.content_type", $"Expected a media type without parameters, such as application/vnd.sap+xml, found {Shown.Value(contentType)}.");
        if (format.Charset is not null && format.Type == RequestBodyType.Binary)
            faults.Add("request_format.charset", "Expected none with BINARY: bytes are sent as they are.");
        else
            CheckCharset(faults, "request_format.charset", format.Charset);
    }

    private static void CheckResponse(ResponseFormatConfig format, RowFaults faults)
    {
        FieldChecks.Member(faults, "response_format.type", format.Type);
        FieldChecks.Member(faults, "response_format.xml_names", format.XmlNames);
        CheckCharset(faults, "response_format.charset", format.Charset);
    }

    // Nothing is read of an answer that is stored, so nothing can be made of it.
    private static void CheckStored(EndpointConfig endpoint, RowFaults faults)
    {
        foreach (var (path, isThere) in new[]
            {
                ("response_transform", endpoint.ResponseTransform is not null),
                ("success_rule", endpoint.SuccessRule is not null),
                ("pagination", endpoint.Pagination is not null),
                ("response_format.charset", endpoint.ResponseFormat.Charset is not null),
            })
        {
            if (isThere)
                faults.Add(path, "Expected none, because response_format.type is STORED: the answer is stored and not read.");
        }
    }

    private static void CheckSoap(SoapConfig soap, RequestBodyType type, RowFaults faults)
    {
        if (type != RequestBodyType.Soap)
            faults.Add("soap", $"Expected none, because request_format.type is {(Enum.IsDefined(type) ? WireName.Of(type) : type)} and not SOAP.");
        FieldChecks.Member(faults, "soap.version", soap.Version);
        if (soap.Action is not { } action)
            return;
        if (action.Length is 0 or > MaxActionLength)
            faults.Add("soap.action", $"Expected 1 to {MaxActionLength} characters, found {action.Length}.");
        else if (action.AsSpan().ContainsAnyExceptInRange('!', '~') || action.AsSpan().ContainsAny('"', '\\'))
            faults.Add("soap.action", $"Expected a URI of printable ASCII without spaces, quotes and backslashes, found {Shown.Value(action)}.");
    }

    private static void CheckCharset(RowFaults faults, string path, string? charset)
    {
        if (charset is not null && Charsets.Find(charset) is null)
            faults.Add(path, $"Expected a charset such as UTF-8, ISO-8859-1, windows-1252 or UTF-16, found {Shown.Value(charset)}.");
    }

    private static bool IsMediaType(string text) =>
        text.Length <= MaxContentTypeLength
        && MediaTypeHeaderValue.TryParse(text, out var parsed)
        && parsed.Parameters.Count == 0
        && parsed.MediaType == text;
}
