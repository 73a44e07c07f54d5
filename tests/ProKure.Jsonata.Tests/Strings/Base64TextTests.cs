using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Tests.Strings;

public sealed class Base64TextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("hello", "aGVsbG8=")]
    [InlineData("é", "6Q==")]
    [InlineData("€é", "rOk=")]
    public void Encode_Characters_AreLatin1Bytes(string text, string expected) => Assert.Equal(expected, Base64Text.Encode(text));

    [Theory]
    [InlineData("", "")]
    [InlineData("aGVsbG8=", "hello")]
    [InlineData("aGVs bG8", "hello")]
    [InlineData("_-8=", "ÿï")]
    [InlineData("a b=c", "i")]
    [InlineData("YQ==YQ==", "a")]
    [InlineData("Y", "")]
    [InlineData("*&^", "")]
    public void Decode_IsLenientAsNode(string text, string expected) => Assert.Equal(expected, Base64Text.Decode(text));
}
