using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Tests.Formats;

public sealed class SoapEnvelopeTests
{
    private const string Ns11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Ns12 = "http://www.w3.org/2003/05/soap-envelope";

    [Theory]
    [InlineData(SoapVersion.Soap11, Ns11, "text/xml; charset=utf-8")]
    [InlineData(SoapVersion.Soap12, Ns12, "application/soap+xml; charset=utf-8; action=\"urn:create\"")]
    public async Task Wrap_BodyAndHeader_IsAnEnvelopeOfTheVersion(SoapVersion version, string ns, string contentType)
    {
        const string json = """{"@xmlns:m":"urn:m","Body":{"m:Create":{"m:Id":1}},"Header":{"m:Security":{"@soap:mustUnderstand":"1","m:User":"u"}}}""";

        var body = await Bodies.EncodeAsync(new RequestFormatConfig { Type = RequestBodyType.Soap }, json, new SoapConfig { Version = version, Action = "urn:create" });

        Assert.Equal(
            $"""<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:m="urn:m" xmlns:soap="{ns}"><soap:Header><m:Security soap:mustUnderstand="1"><m:User>u</m:User></m:Security></soap:Header><soap:Body><m:Create><m:Id>1</m:Id></m:Create></soap:Body></soap:Envelope>""",
            Bodies.Text(body.Plain));
        Assert.Equal(contentType, body.ContentType);
    }

    [Theory]
    [InlineData(SoapVersion.Soap11, "urn:create", "\"urn:create\"")]
    [InlineData(SoapVersion.Soap11, null, "\"\"")]
    [InlineData(SoapVersion.Soap12, "urn:create", null)]
    public void SoapActionHeader_PerVersion_IsQuotedOrAbsent(SoapVersion version, string? action, string? header) => Assert.Equal(
        header, new RequestEncoder(new RequestFormatConfig { Type = RequestBodyType.Soap }, new SoapConfig { Version = version, Action = action }).SoapActionHeader);

    [Theory]
    [InlineData("""{"Create":1}""", "Expected an object with the member Body and, where needed, Header as a SOAP envelope, found an object.")]
    [InlineData("""{"Body":{},"Other":1}""", "A SOAP envelope has the members Header and Body, found 'Other' beside them.")]
    [InlineData("""{"Body":"text"}""", "Expected an object of elements in the SOAP Body, found a string.")]
    public async Task Wrap_OtherShape_SaysWhatWasExpected(string json, string message)
    {
        var fault = await Bodies.FaultOf(RequestBodyType.Soap, json);

        Assert.Equal((BodyFormatException.Shape, message), (fault.Code, fault.Message));
    }

    [Theory]
    [InlineData(Ns11, "SOAP-ENV")]
    [InlineData(Ns12, "env")]
    public void Unwrap_EnvelopeWithOtherPrefix_GivesHeaderAndBody(string ns, string prefix)
    {
        var xml = $"""<{prefix}:Envelope xmlns:{prefix}="{ns}"><{prefix}:Header><t>1</t></{prefix}:Header><{prefix}:Body><m:R xmlns:m="urn:m"><m:No>4500</m:No></m:R></{prefix}:Body></{prefix}:Envelope>""";

        var soap = Unwrap(xml);

        Assert.Null(soap.Fault);
        Assert.Equal("""{"Header":{"t":"1"},"Body":{"m:R":{"@xmlns:m":"urn:m","m:No":"4500"}}}""", Bodies.Text(soap.Json));
        Assert.Equal("""{"Header":{"t":"1"},"Body":{"R":{"No":"4500"}}}""", Bodies.Text(Unwrap(xml, XmlNames.Local).Json));
    }

    [Theory]
    [InlineData($"""<e:Envelope xmlns:e="{Ns11}"><e:Body><e:Fault><faultcode>e:Server</faultcode><faultstring>Material MAT-1 is&#10;blocked</faultstring></e:Fault></e:Body></e:Envelope>""", "e:Server: Material MAT-1 is blocked")]
    [InlineData($"""<e:Envelope xmlns:e="{Ns12}"><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>m:Blocked</e:Value></e:Subcode></e:Code><e:Reason><e:Text xml:lang="en">Blocked</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>""",
        "e:Sender/m:Blocked: Blocked")]
    [InlineData($"""<e:Envelope xmlns:e="{Ns11}"><e:Body><e:Fault/></e:Body></e:Envelope>""", "The answer is a SOAP fault without code and reason.")]
    public void Unwrap_Fault_TellsCodeAndReason(string xml, string message) => Assert.Equal(message, Unwrap(xml).Fault!.Message);

    [Fact]
    public void Unwrap_ElementThatIsOnlyCalledFault_IsNoFault() =>
        Assert.Null(Unwrap($"""<e:Envelope xmlns:e="{Ns11}"><e:Body><Fault xmlns="urn:other"/></e:Body></e:Envelope>""").Fault);

    [Theory]
    [InlineData("<html/>", "Expected a SOAP 1.1 or 1.2 Envelope, found the element 'html' in the namespace ''.")]
    [InlineData($"""<Envelope xmlns="{Ns11}"/>""", "The SOAP Envelope has no Body.")]
    public void Unwrap_NoEnvelope_SaysWhatCame(string xml, string message) =>
        Assert.Equal(message, Assert.Throws<BodyFormatException>(() => Unwrap(xml)).Message);

    private static DecodedBody Unwrap(string xml, XmlNames names = XmlNames.AsWritten) =>
        Bodies.Decode(new ResponseFormatConfig { XmlNames = names }, Encoding.UTF8.GetBytes(xml), "text/xml; charset=utf-8", RequestBodyType.Soap);
}
