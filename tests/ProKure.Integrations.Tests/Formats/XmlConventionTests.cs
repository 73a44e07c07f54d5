using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Tests.Formats;

public sealed class XmlConventionTests
{
    /// <summary>The table of docs/guides/body-formats.md: each pair stands for each other, both ways.</summary>
    [Theory]
    [InlineData("<a>text</a>", """{"a":"text"}""")]
    [InlineData("<a />", """{"a":""}""")]
    [InlineData("<a>  </a>", """{"a":"  "}""")]
    [InlineData("""<a xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" />""", """{"a":null}""")]
    [InlineData("""<a id="1">text</a>""", """{"a":{"@id":"1","#text":"text"}}""")]
    [InlineData("""<a id="1" />""", """{"a":{"@id":"1"}}""")]
    [InlineData("<a><b>1</b><c>2</c></a>", """{"a":{"b":"1","c":"2"}}""")]
    [InlineData("<a><b>1</b><b>2</b></a>", """{"a":{"b":["1","2"]}}""")]
    [InlineData("<a><b>1</b><c>2</c><b>3</b></a>", """{"a":{"b":["1","3"],"c":"2","#order":["b","c","b"]}}""")]
    [InlineData("<a>Hello <b>big</b> world</a>", """{"a":{"#text":["Hello "," world"],"b":"big","#order":["#text","b","#text"]}}""")]
    [InlineData("<a>x<b>1</b></a>", """{"a":{"#text":"x","b":"1"}}""")]
    [InlineData("""<p:a xmlns:p="urn:p"><p:b>1</p:b></p:a>""", """{"p:a":{"@xmlns:p":"urn:p","p:b":"1"}}""")]
    [InlineData("""<a xmlns="urn:d"><b>1</b></a>""", """{"a":{"@xmlns":"urn:d","b":"1"}}""")]
    [InlineData("""<a xml:lang="de">Stück</a>""", """{"a":{"@xml:lang":"de","#text":"Stück"}}""")]
    [InlineData("<a>&lt;&amp;&gt;\"'</a>", """{"a":"<&>\"'"}""")]
    [InlineData("<a>1&#xD;\n2</a>", """{"a":"1\r\n2"}""")]
    public async Task XmlAndJson_PairOfTheTable_StandForEachOther(string xml, string json)
    {
        Assert.Equal(json, Bodies.JsonOfXml(xml));
        Assert.Equal(xml, await Bodies.XmlOf(json));
    }

    /// <summary>What has no pair of its own: written so, it comes back as something that says the same.</summary>
    [Theory]
    [InlineData("""{"a":{}}""", "<a />")]
    [InlineData("""{"a":12.50}""", "<a>12.50</a>")]
    [InlineData("""{"a":true}""", "<a>true</a>")]
    [InlineData("""{"a":{"b":[]}}""", "<a />")]
    [InlineData("""{"a":{"b":["1"]}}""", "<a><b>1</b></a>")]
    [InlineData("""{"a":{"b":1,"@id":2}}""", """<a id="2"><b>1</b></a>""")]
    [InlineData("""{"a":{"@id":null,"b":1}}""", "<a><b>1</b></a>")]
    [InlineData("""{"a":{"#text":null}}""", "<a />")]
    [InlineData("""{"p:a":{"p:b":{"@p:c":"1"},"@xmlns:p":"urn:p"}}""", """<p:a xmlns:p="urn:p"><p:b p:c="1" /></p:a>""")]
    public async Task Encode_OtherJson_IsXmlThatSaysTheSame(string json, string xml) => Assert.Equal(xml, await Bodies.XmlOf(json));

    [Theory]
    [InlineData("<a><![CDATA[1 < 2]]> &amp; 3</a>", """{"a":"1 < 2 & 3"}""")]
    [InlineData("<!-- c --><a><!-- c --><?pi x?><b/>\n  <c/>\n</a>", """{"a":{"b":"","c":""}}""")]
    [InlineData("""<a xml:space="preserve"><b/> </a>""", """{"a":{"@xml:space":"preserve","b":"","#text":" "}}""")]
    [InlineData("""<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><b i:nil="1" u="kg"/></a>""",
        """{"a":{"@xmlns:i":"http://www.w3.org/2001/XMLSchema-instance","b":{"@i:nil":"1","@u":"kg"}}}""")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?><a>1</a>", """{"a":"1"}""")]
    public void Decode_OtherXml_IsJsonThatSaysTheSame(string xml, string json) => Assert.Equal(json, Bodies.JsonOfXml(xml));

    [Theory]
    [InlineData("""<x:a xmlns:x="urn:1" xmlns="urn:2"><x:b x:id="1" id="2"/><b/></x:a>""", """{"a":{"b":[{"@id":"1"},""]}}""")]
    [InlineData("""<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><b i:nil="true"/></a>""", """{"a":{"b":null}}""")]
    public void Decode_LocalNames_LeavesPrefixesAndDeclarationsOut(string xml, string json) => Assert.Equal(json, Bodies.JsonOfXml(xml, XmlNames.Local));

    [Theory]
    [InlineData("""{"a":1,"b":2}""", "Expected an object with one member, the root element, as XML, found an object.")]
    [InlineData("[1]", "Expected an object with one member, the root element, as XML, found an array.")]
    [InlineData("""{"a":{"b":[[1]]}}""", "Expected a value in the array of elements 'b', found an array.")]
    [InlineData("""{"a":{"@b":{}}}""", "Expected a plain value in the attribute '@b', found an object.")]
    [InlineData("""{"p:a":1}""", "The prefix of 'p:a' is not declared; expected \"@xmlns:p\" on the element or on one around it.")]
    [InlineData("""{"a b":1}""", "'a b' is no name that XML has.")]
    [InlineData("""{"a":{"#x":1}}""", "'#x' is no name that XML has.")]
    [InlineData("""{"":1}""", "'' is no name that XML has.")]
    [InlineData("""{"a":"\u0001"}""", "The JSON cannot be written as XML: ")]
    [InlineData("""{"a":{"@b":1,"@b":2}}""", "The JSON cannot be written as XML: ")]
    [InlineData("""{"a":"\ud800"}""", "The text in the element 'a' holds half a surrogate pair, which no charset can write.")]
    [InlineData("""{"a":{"b":1,"#order":["b","b"]}}""", "#order names 'b' more often than it stands there.")]
    [InlineData("""{"a":{"b":1,"c":1,"#order":["b"]}}""", "#order leaves out 1 of the values beside it; leave #order away where the order does not matter.")]
    public async Task Encode_NoXml_SaysWhatWasExpected(string json, string message)
    {
        var fault = await Bodies.FaultOf(RequestBodyType.Xml, json);

        Assert.Equal(BodyFormatException.Shape, fault.Code);
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>""")]
    [InlineData("""<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>""")]
    [InlineData("<a>&unknown;</a>")]
    [InlineData("<a><b></a>")]
    [InlineData("<a b='1' b='2'/>")]
    [InlineData("<p:a/>")]
    [InlineData("<a/><b/>")]
    [InlineData("not xml")]
    public void Decode_HostileOrBrokenXml_IsRefused(string xml)
    {
        var fault = Assert.Throws<BodyFormatException>(() => Bodies.JsonOfXml(xml));

        Assert.Equal(BodyFormatException.Unreadable, fault.Code);
        Assert.DoesNotContain("root:", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_DepthUpToTheLimit_IsReadAndFitsExpressions()
    {
        const string both = "<a>x<b/>x<b/>";
        var deepest = string.Concat(Enumerable.Repeat(both, 59)) + "<a/>" + string.Concat(Enumerable.Repeat("</a>", 59));

        Assert.True(JsonText.IsJson(Encoding.UTF8.GetBytes(Bodies.JsonOfXml(deepest))));
        var fault = Assert.Throws<BodyFormatException>(() => Bodies.JsonOfXml($"<a>{deepest}</a>"));
        Assert.Equal("The XML is nested more than 60 elements deep.", fault.Message);
    }

    [Fact]
    public void Decode_TooManyNodes_IsRefused()
    {
        var many = $"<a>{string.Concat(Enumerable.Repeat("<b/>", 1_000_000))}</a>";

        var fault = Assert.Throws<BodyFormatException>(() => Bodies.JsonOfXml(many));

        Assert.Equal("The XML has more than 1000000 elements, attributes and texts.", fault.Message);
    }

    [Fact]
    public void Decode_ManyPiecesOfOneText_AreJoinedInLinearTime()
    {
        var pieces = string.Concat(Enumerable.Repeat("<![CDATA[x]]>y", 200_000));

        var json = Bodies.JsonOfXml($"<a>{pieces}</a>");

        Assert.Equal(400_000 + """{"a":""}""".Length, json.Length);
    }

    /// <summary>Any document of the convention comes back from JSON to XML and on to JSON as it was.</summary>
    [Fact]
    public void XmlAndJson_RandomDocuments_GoRoundWithoutLoss() => RandomXml.Documents.Sample(document =>
    {
        var json = Bodies.JsonOfXml(document);
        var again = Bodies.JsonOfXml(Encode(json));
        Assert.Equal(json, again);
    }, iter: 2_000, threads: 1);

    /// <summary>Any JSON of the convention's own form comes back as it was, in every charset.</summary>
    [Fact]
    public void JsonAndXml_RandomValues_GoRoundInEveryCharset() => Gen.Select(RandomXml.Values, RandomXml.OneOf("utf-8", "utf-16", "ISO-8859-1", "windows-1252")).Sample((value, charset) =>
    {
        var json = new JsonObject { ["root"] = value?.DeepClone() };
        var format = new RequestFormatConfig { Type = RequestBodyType.Xml, Charset = charset };
        var encoded = new RequestEncoder(format, SoapConfig.Standard)
            .EncodeAsync(JsonSerializer.SerializeToUtf8Bytes(json), null!, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var decoded = Bodies.Decode(new ResponseFormatConfig { Type = ResponseBodyType.Xml }, encoded.Sent, encoded.ContentType);
        Assert.True(JsonNode.DeepEquals(json, JsonNode.Parse(decoded.Json.Span)), $"{json.ToJsonString()} became {Bodies.Text(decoded.Json)} in {charset}");
    }, iter: 2_000, threads: 1);

    private static string Encode(string json)
    {
        var encoded = new RequestEncoder(new RequestFormatConfig { Type = RequestBodyType.Xml }, SoapConfig.Standard)
            .EncodeAsync(Encoding.UTF8.GetBytes(json), null!, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(encoded.Plain.Span);
    }
}
