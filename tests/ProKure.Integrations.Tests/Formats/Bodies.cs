using System.Net.Http.Headers;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Formats.Files;

namespace ProKure.Integrations.Tests.Formats;

/// <summary>Bodies as tests write them: JSON and XML as texts, both in UTF-8 unless they say otherwise.</summary>
internal static class Bodies
{
    public static async Task<EncodedBody> EncodeAsync(RequestFormatConfig format, string json, SoapConfig? soap = null, IFileSource? files = null) =>
        await new RequestEncoder(format, soap ?? SoapConfig.Standard)
            .EncodeAsync(Encoding.UTF8.GetBytes(json), files ?? new NoFiles(), TestContext.Current.CancellationToken);

    public static async Task<string> TextOf(RequestFormatConfig format, string json) => Encoding.UTF8.GetString((await EncodeAsync(format, json)).Plain.Span);

    public static Task<string> TextOf(RequestBodyType type, string json) => TextOf(new RequestFormatConfig { Type = type }, json);

    /// <summary>The fault of a body that cannot be written.</summary>
    public static async Task<BodyFormatException> FaultOf(RequestBodyType type, string json) =>
        await Assert.ThrowsAsync<BodyFormatException>(() => EncodeAsync(new RequestFormatConfig { Type = type }, json));

    public static DecodedBody Decode(ResponseFormatConfig format, ReadOnlyMemory<byte> body, string? contentType = null, RequestBodyType request = RequestBodyType.Json) =>
        new ResponseDecoder(format, request).Decode(body, contentType is null ? null : MediaTypeHeaderValue.Parse(contentType));

    public static string JsonOf(string body, string? contentType, ResponseBodyType type = ResponseBodyType.Auto, XmlNames names = XmlNames.AsWritten) =>
        Text(Decode(new ResponseFormatConfig { Type = type, XmlNames = names }, Encoding.UTF8.GetBytes(body), contentType).Json);

    public static string JsonOfXml(string xml, XmlNames names = XmlNames.AsWritten) => JsonOf(xml, "application/xml", ResponseBodyType.Xml, names);

    /// <summary>The XML without its declaration.</summary>
    public static async Task<string> XmlOf(string json)
    {
        var xml = await TextOf(RequestBodyType.Xml, json);
        Assert.StartsWith("""<?xml version="1.0" encoding="utf-8"?>""", xml, StringComparison.Ordinal);
        return xml[38..];
    }

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    private sealed class NoFiles : IFileSource
    {
        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(string reference, int maxBytes, CancellationToken cancellationToken) =>
            throw new BodyFormatException(BodyFormatException.File, $"There is no file '{reference}'.");
    }
}
