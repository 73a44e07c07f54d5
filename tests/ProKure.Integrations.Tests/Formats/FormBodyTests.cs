using System.Text;
using CsCheck;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Tests.Formats;

public sealed class FormBodyTests
{
    [Theory]
    [InlineData("""{"a":"1","b":"x y","c":12.50,"d":true,"e":null}""", "a=1&b=x+y&c=12.50&d=true")]
    [InlineData("""{"a":["1","2"],"b":[]}""", "a=1&a=2")]
    [InlineData("""{"a&b":"=+%","ü":"€"}""", "a%26b=%3D%2B%25&%C3%BC=%E2%82%AC")]
    [InlineData("{}", "")]
    public async Task Encode_PlainValues_IsTheForm(string json, string form) => Assert.Equal(form, await Bodies.TextOf(RequestBodyType.Form, json));

    [Fact]
    public async Task Encode_OtherCharset_EscapesItsBytesAndSaysSo()
    {
        var body = await Bodies.EncodeAsync(new RequestFormatConfig { Type = RequestBodyType.Form, Charset = "windows-1252" }, """{"a":"€ü"}""");

        Assert.Equal(("a=%80%FC", "application/x-www-form-urlencoded; charset=windows-1252"), (Bodies.Text(body.Plain), body.ContentType));
    }

    [Theory]
    [InlineData("[]", "Expected an object of plain values as a form, found an array.")]
    [InlineData("""{"a":{"b":1}}""", "Expected a plain value in the form's field 'a', found an object.")]
    [InlineData("""{"a":[[1]]}""", "Expected a plain value in the form's field 'a', found an array.")]
    [InlineData("""{"\ud800":1}""", "A name in the request's JSON cannot be read: ")]
    public async Task Encode_NoForm_SaysWhatWasExpected(string json, string message) =>
        Assert.StartsWith(message, (await Bodies.FaultOf(RequestBodyType.Form, json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a=1&b=x+y%20z&&c", """{"a":"1","b":"x y z","c":""}""")]
    [InlineData("a=1&a=2", """{"a":["1","2"]}""")]
    [InlineData("a=%zz%4&b==", """{"a":"%zz%4","b":"="}""")]
    [InlineData("%C3%BC=%E2%82%AC", """{"ü":"€"}""")]
    public void Decode_Form_IsAnObjectOfStrings(string form, string json) => Assert.Equal(json, Bodies.JsonOf(form, "application/x-www-form-urlencoded"));

    [Fact]
    public void Decode_BytesOutsideTheCharset_IsAFault() => Assert.Equal(
        BodyFormatException.Charset, Assert.Throws<BodyFormatException>(() => Bodies.JsonOf("a=%FF", "application/x-www-form-urlencoded")).Code);

    [Fact]
    public void Decode_TooManyFields_IsAFault() => Assert.Equal(
        "The form has more than 100000 fields.",
        Assert.Throws<BodyFormatException>(() => Bodies.JsonOf(string.Concat(Enumerable.Repeat("a&", 100_001)), "application/x-www-form-urlencoded")).Message);

    [Fact]
    public void EncodeAndDecode_AnyTexts_GoRound() => Gen.String[0, 20].Where(text => !text.Any(char.IsSurrogate)).Array[1, 4].Sample(texts =>
    {
        var json = System.Text.Json.JsonSerializer.Serialize(texts.Select((text, i) => ($"f{i}", text)).ToDictionary(pair => pair.Item1, pair => pair.text, StringComparer.Ordinal));
        var encoded = new RequestEncoder(new RequestFormatConfig { Type = RequestBodyType.Form }, SoapConfig.Standard)
            .EncodeAsync(Encoding.UTF8.GetBytes(json), null!, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var decoded = Bodies.Decode(ResponseFormatConfig.Standard, encoded.Sent, encoded.ContentType);
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(json), System.Text.Json.Nodes.JsonNode.Parse(decoded.Json.Span)));
    }, iter: 500, threads: 1);
}
