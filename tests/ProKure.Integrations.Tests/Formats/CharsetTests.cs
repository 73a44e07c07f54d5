using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Tests.Formats;

public sealed class CharsetTests
{
    [Theory]
    [InlineData("utf-8", "E282ACC3BC")]
    [InlineData("windows-1252", "80FC")]
    [InlineData("ISO-8859-15", "A4FC")]
    [InlineData("utf-16", "FFFEAC20FC00")]
    [InlineData("utf-16BE", "FEFF20AC00FC")]
    public async Task TextAndBytes_EachCharset_GoRound(string charset, string bytes)
    {
        var body = await Bodies.EncodeAsync(new RequestFormatConfig { Type = RequestBodyType.Text, Charset = charset }, "\"€ü\"");

        Assert.Equal(bytes, Convert.ToHexString(body.Sent.Span));
        Assert.Equal($"text/plain; charset={charset.ToLowerInvariant()}", body.ContentType, ignoreCase: true);
        Assert.Equal("\"€ü\"", Bodies.Text(Bodies.Decode(new ResponseFormatConfig { Type = ResponseBodyType.Text }, body.Sent, body.ContentType).Json));
        Assert.Equal("\"€ü\"", Bodies.Text(Bodies.Decode(new ResponseFormatConfig { Type = ResponseBodyType.Text, Charset = charset }, body.Sent, "text/plain").Json));
    }

    [Fact]
    public async Task Encode_CharacterOutsideTheCharset_IsAFaultThatNamesIt()
    {
        var fault = await Assert.ThrowsAsync<BodyFormatException>(
            () => Bodies.EncodeAsync(new RequestFormatConfig { Type = RequestBodyType.Csv, Charset = "ISO-8859-1" }, "\"ab€\""));

        Assert.Equal((BodyFormatException.Charset, "The character U+20AC at index 2 of the body is not in the charset iso-8859-1."), (fault.Code, fault.Message));
    }

    [Fact]
    public async Task Encode_XmlCharacterOutsideTheCharset_IsAReference()
    {
        var body = await Bodies.EncodeAsync(new RequestFormatConfig { Type = RequestBodyType.Xml, Charset = "ISO-8859-1" }, """{"a":"ü€"}""");

        Assert.Equal("""<?xml version="1.0" encoding="iso-8859-1"?><a>ü&#x20AC;</a>""", Encoding.Latin1.GetString(body.Sent.Span));
        Assert.Equal("application/xml; charset=iso-8859-1", body.ContentType);
    }

    [Theory]
    [InlineData("EFBBBF7B7D", null)]
    [InlineData("FFFE7B007D00", null)]
    [InlineData("FEFF007B007D", null)]
    [InlineData("007B007D", "utf-16")]
    [InlineData("7B007D00", "utf-16")]
    [InlineData("7B7D", "ISO-8859-1")]
    public void Decode_JsonInAnyCharset_IsUtf8(string bytes, string? charset) => Assert.Equal(
        "{}",
        Bodies.Text(Bodies.Decode(ResponseFormatConfig.Standard, Convert.FromHexString(bytes), charset is null ? "application/json" : $"application/json; charset={charset}").Json));

    [Theory]
    [InlineData("3C613EFC3C2F613E", "text/xml; charset=ISO-8859-1", null)]
    [InlineData("3C613EFC3C2F613E", "application/xml", "windows-1252")]
    [InlineData("FFFE3C0061003E00FC003C002F0061003E00", "application/xml", null)]
    [InlineData("FFFE3C0061003E00FC003C002F0061003E00", "application/xml; charset=utf-8", null)]
    public void Decode_XmlInAnyCharset_IsRead(string bytes, string contentType, string? configured) => Assert.Equal(
        """{"a":"ü"}""", Bodies.Text(Bodies.Decode(new ResponseFormatConfig { Charset = configured }, Convert.FromHexString(bytes), contentType).Json));

    [Fact]
    public void Decode_XmlThatDeclaresItsCharset_IsReadByIt()
    {
        var xml = Encoding.Latin1.GetBytes("""<?xml version="1.0" encoding="windows-1252"?><a>""" + "\u0080</a>");

        Assert.Equal("""{"a":"€"}""", Bodies.Text(Bodies.Decode(new ResponseFormatConfig { Charset = "utf-8" }, xml, "application/xml").Json));
    }

    [Fact]
    public void Decode_XmlThatDeclaresAnUnknownCharset_IsAFault() => Assert.Equal(
        "The charset 'no-such' is unknown.",
        Assert.Throws<BodyFormatException>(() => Bodies.JsonOfXml("<?xml version='1.0' encoding = 'no-such' standalone='yes'?><a/>")).Message);

    [Theory]
    [InlineData("text/plain; charset=no-such", "The charset 'no-such' is unknown.")]
    [InlineData("text/plain; charset=utf-7", "The charset 'utf-7' is unknown.")]
    [InlineData("text/plain", "The bytes at index 0 of the body are not in the charset utf-8.")]
    public void Decode_TextOutsideItsCharset_IsAFault(string contentType, string message) => Assert.Equal(
        message, Assert.Throws<BodyFormatException>(() => Bodies.Decode(new ResponseFormatConfig { Type = ResponseBodyType.Text }, new byte[] { 0xFF, 0x41 }, contentType)).Message);
}
