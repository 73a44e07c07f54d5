using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Tests.Strings;

public sealed class UrlTextTests
{
    [Fact]
    public void Encode_ReservedCharacters_StayInUrlsOnly()
    {
        Assert.Equal("a%20b%2F%3F%C3%A9%E2%82%AC%F0%9F%98%80!*()~", UrlText.EncodeComponent("a b/?é€😀!*()~"));
        Assert.Equal("a%20b/?%C3%A9#%5B%5D%E2%82%AC%25", UrlText.EncodeUrl("a b/?é#[]€%"));
        Assert.Equal("plain", UrlText.EncodeUrl("plain"));
    }

    [Fact]
    public void Decode_ReservedCharacters_StayEscapedInUrlsOnly()
    {
        Assert.Equal("%23A€%2f😀", UrlText.DecodeUrl("%23%41%e2%82%ac%2f%f0%9f%98%80"));
        Assert.Equal("#A€/", UrlText.DecodeComponent("%23%41%e2%82%ac%2f"));
        Assert.Equal("plain", UrlText.DecodeComponent("plain"));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("%2")]
    [InlineData("%zz")]
    [InlineData("%ff")]
    [InlineData("%c0%80")]
    [InlineData("%e2%82")]
    [InlineData("%e2%82x")]
    [InlineData("%ed%a0%80")]
    [InlineData("%80")]
    public void Decode_Malformed_IsRefused(string text)
    {
        Assert.Equal("D3140", Assert.Throws<JsonataException>(() => UrlText.DecodeComponent(text)).Code);
        Assert.Equal("decodeUrl", Assert.Throws<JsonataException>(() => UrlText.DecodeUrl(text)).Token);
    }

    [Fact]
    public void Encode_LoneSurrogate_IsRefused()
    {
        Assert.Equal("D3140", Assert.Throws<JsonataException>(() => UrlText.EncodeComponent("a\uD800")).Code);
        Assert.Equal("encodeUrl", Assert.Throws<JsonataException>(() => UrlText.EncodeUrl("\uDC00a")).Token);
    }
}
