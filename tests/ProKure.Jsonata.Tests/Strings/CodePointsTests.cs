using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Tests.Strings;

public sealed class CodePointsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("h😀llo", 5)]
    public void Count_SurrogatePairs_AreOne(string text, int expected) => Assert.Equal(expected, CodePoints.Count(text));

    // Not as inline data: attributes keep text as UTF-8, which has no lone surrogates.
    [Fact]
    public void Count_LoneSurrogates_AreOneEach()
    {
        Assert.Equal(3, CodePoints.Count("a\uD800b"));
        Assert.Equal(2, CodePoints.Count("\uDC00\uD800"));
        Assert.Equal(2, CodePoints.Count("\uD83D\uD83D\uDE00"));
    }

    [Theory]
    [InlineData("hello", 1.5, null, "ello")]
    [InlineData("hello", -3.5, 1.9, "l")]
    [InlineData("hello", -10, null, "hello")]
    [InlineData("hello", -10, 2d, "he")]
    [InlineData("hello", -3, -1d, "")]
    [InlineData("hello", 0, 0d, "")]
    [InlineData("hello", 7, null, "")]
    [InlineData("hello", -4.5, 2d, "e")]
    [InlineData("abc", -0.5, 1d, "abc")]
    [InlineData("abc", 2, 1e10, "c")]
    [InlineData("h😀llo", 1, 1d, "😀")]
    [InlineData("h😀llo", -4, null, "😀llo")]
    [InlineData("h😀llo", 0.9, 2.2, "h😀l")]
    [InlineData("", 0, 1d, "")]
    public void Substring_StartAndLength_CountCodePoints(string text, double start, double? length, string expected) =>
        Assert.Equal(expected, CodePoints.Substring(text, start, length));

    [Theory]
    [InlineData("foo", 5, "#+", "foo#+")]
    [InlineData("foo", -8, "#+", "#+#+#foo")]
    [InlineData("foo", 8, "", "foo     ")]
    [InlineData("😀", 3, "é😀", "😀é😀")]
    [InlineData("a", 5, "😀x", "a😀x😀x")]
    [InlineData("a", 3.7, " ", "a  ")]
    [InlineData("a", -3.7, " ", "  a")]
    [InlineData("abc", 2, " ", "abc")]
    [InlineData("abc", 0, " ", "abc")]
    public void Pad_Width_IsReachedInCodePoints(string text, double width, string padding, string expected) =>
        Assert.Equal(expected, CodePoints.Pad(text, width, padding));

    [Fact]
    public void PaddedCount_HugeWidth_IsSaidWithoutAllocating() => Assert.Equal(2e9, CodePoints.PaddedCount("x", -2e9));
}
