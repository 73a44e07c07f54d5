using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Tests.Formats;

public sealed class ResponseDecoderTests
{
    [Theory]
    [InlineData("""{"a":1}""", "application/json", """{"a":1}""")]
    [InlineData("""{"a":1}""", "application/problem+json; charset=utf-8", """{"a":1}""")]
    [InlineData("""{"a":1}""", "text/html", """{"a":1}""")]
    [InlineData("""{"a":1}""", null, """{"a":1}""")]
    [InlineData("<a>1</a>", "text/xml", """{"a":"1"}""")]
    [InlineData("<a>1</a>", "application/atom+xml", """{"a":"1"}""")]
    [InlineData("<a>1</a>", "application/xhtml+xml", "\"<a>1</a>\"")]
    [InlineData("<a>1</a>", "text/html", "\"<a>1</a>\"")]
    [InlineData("a;b\r\n1;2", "text/csv", "\"a;b\\r\\n1;2\"")]
    [InlineData("a=1", "application/x-www-form-urlencoded", """{"a":"1"}""")]
    [InlineData("plain", null, "\"plain\"")]
    public void Decode_Auto_GoesByContentType(string body, string? contentType, string json) => Assert.Equal(json, Bodies.JsonOf(body, contentType));

    [Theory]
    [InlineData(ResponseBodyType.Text, "text/plain", "12", "\"12\"")]
    [InlineData(ResponseBodyType.Binary, "application/json", "{}", "\"e30=\"")]
    [InlineData(ResponseBodyType.Xml, "text/plain", "<a/>", """{"a":""}""")]
    [InlineData(ResponseBodyType.Json, "text/plain", "[1]", "[1]")]
    [InlineData(ResponseBodyType.Form, "text/plain", "a=b", """{"a":"b"}""")]
    public void Decode_Configured_GoesByTheConfiguration(ResponseBodyType type, string contentType, string body, string json) =>
        Assert.Equal(json, Bodies.JsonOf(body, contentType, type));

    [Fact]
    public void Decode_BytesThatAreNoText_AreBase64()
    {
        Assert.Equal("\"/wA=\"", Bodies.Text(Bodies.Decode(ResponseFormatConfig.Standard, new byte[] { 0xFF, 0 }, "application/pdf").Json));
        Assert.Equal("\"/wA=\"", Bodies.Text(Bodies.Decode(ResponseFormatConfig.Standard, new byte[] { 0xFF, 0 }, "text/plain").Json));
    }

    [Theory]
    [InlineData(ResponseBodyType.Auto, "application/json")]
    [InlineData(ResponseBodyType.Json, "text/plain")]
    public void Decode_NoJsonWhereItIsExpected_IsAFault(ResponseBodyType type, string contentType) =>
        Assert.Equal(BodyFormatException.NotJson, Assert.Throws<BodyFormatException>(() => Bodies.JsonOf("{", contentType, type)).Code);

    [Fact]
    public void Decode_JsonInAnotherCharsetThanItSays_IsAFaultThatSaysWhere()
    {
        var body = Encoding.Latin1.GetBytes("""{"name":"Müller"}""");

        foreach (var contentType in new[] { "application/json", "application/json; charset=utf-8" })
        {
            var fault = Assert.Throws<BodyFormatException>(() => Bodies.Decode(ResponseFormatConfig.Standard, body, contentType));
            Assert.Equal((BodyFormatException.Charset, "The bytes at index 10 of the body are not in the charset utf-8."), (fault.Code, fault.Message));
        }
    }

    [Fact]
    public void Decode_Empty_IsNothingInEveryForm() => Assert.All(
        Enum.GetValues<ResponseBodyType>(), type => Assert.True(Bodies.Decode(new ResponseFormatConfig { Type = type }, default, "text/xml").Json.IsEmpty));

    [Theory]
    [InlineData(RequestBodyType.Json, "application/json", false)]
    [InlineData(RequestBodyType.Json, "text/html", true)]
    [InlineData(RequestBodyType.Json, null, true)]
    [InlineData(RequestBodyType.Json, "application/xml", true)]
    [InlineData(RequestBodyType.Xml, "application/xml", false)]
    [InlineData(RequestBodyType.Xml, "text/html", true)]
    [InlineData(RequestBodyType.Text, "text/html", false)]
    [InlineData(RequestBodyType.Form, "application/x-www-form-urlencoded", false)]
    public void Decode_OtherFormThanRulesAreWrittenFor_IsMarked(RequestBodyType request, string? contentType, bool isUnexpected)
    {
        var body = contentType == "application/json" ? "{}"u8.ToArray() : "<a/>"u8.ToArray();

        Assert.Equal(isUnexpected, Bodies.Decode(ResponseFormatConfig.Standard, body, contentType, request).IsUnexpected);
    }

    [Fact]
    public void Decode_PageInPlaceOfAnEnvelope_IsAFault() => Assert.Equal(
        "Expected a SOAP envelope, found 'text/html'.",
        Assert.Throws<BodyFormatException>(() => Bodies.Decode(ResponseFormatConfig.Standard, "<a/>"u8.ToArray(), "text/html", RequestBodyType.Soap)).Message);

    [Theory]
    [InlineData(ResponseBodyType.Auto, RequestBodyType.Json, "application/json")]
    [InlineData(ResponseBodyType.Auto, RequestBodyType.Soap, "application/soap+xml, text/xml")]
    [InlineData(ResponseBodyType.Auto, RequestBodyType.Xml, "application/xml, text/xml")]
    [InlineData(ResponseBodyType.Binary, RequestBodyType.Json, "*/*")]
    public void Accept_PerForm_AsksForIt(ResponseBodyType response, RequestBodyType request, string accept) =>
        Assert.Equal(accept, new ResponseDecoder(new ResponseFormatConfig { Type = response }, request).Accept);
}
