using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Tests.Formats;

public sealed class RequestEncoderTests
{
    [Theory]
    [InlineData(RequestBodyType.Json, """{ "a" : 1.0 }""", """{ "a" : 1.0 }""", "application/json; charset=utf-8")]
    [InlineData(RequestBodyType.Text, "\"Grüße\"", "Grüße", "text/plain; charset=utf-8")]
    [InlineData(RequestBodyType.Csv, "\"a;b\\r\\n1;2\"", "a;b\r\n1;2", "text/csv; charset=utf-8")]
    [InlineData(RequestBodyType.Binary, "\"JVBERg==\"", "%PDF", "application/octet-stream")]
    public async Task Encode_EachForm_GivesBytesAndContentType(RequestBodyType type, string json, string body, string contentType)
    {
        var encoded = await Bodies.EncodeAsync(new RequestFormatConfig { Type = type }, json);

        Assert.Equal((body, contentType, null), (Bodies.Text(encoded.Sent), encoded.ContentType, encoded.ContentEncoding));
    }

    [Fact]
    public async Task Encode_ContentTypeConfigured_TakesThePlaceOfTheUsualOne() => Assert.Equal(
        "application/vnd.sap+xml; charset=utf-8",
        (await Bodies.EncodeAsync(new RequestFormatConfig { Type = RequestBodyType.Xml, ContentType = "application/vnd.sap+xml" }, """{"a":1}""")).ContentType);

    [Theory]
    [InlineData(RequestBodyType.Text, "{}", "Expected a string as plain text, found an object.")]
    [InlineData(RequestBodyType.Csv, "[1]", "Expected a string as CSV, found an array.")]
    [InlineData(RequestBodyType.Binary, "12", "Expected a string as bytes, found a number.")]
    [InlineData(RequestBodyType.Binary, "\"*\"", "Expected bytes in base64 as the body, found other characters.")]
    [InlineData(RequestBodyType.Xml, "{", "The request's JSON cannot be read: ")]
    public async Task Encode_OtherShape_SaysWhatWasExpected(RequestBodyType type, string json, string message)
    {
        var fault = await Bodies.FaultOf(type, json);

        Assert.Equal(BodyFormatException.Shape, fault.Code);
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }
}
