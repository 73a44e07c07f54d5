using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Tests.Strings;

public sealed class BlanksTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("\t a \n\r b  c\n", "a b c")]
    [InlineData("a\tb", "a b")]
    [InlineData(" a", "a")]
    [InlineData("a ", "a")]
    [InlineData("\v a\f b\u00A0 ", "\v a\f b\u00A0")]
    public void Trim_Blanks_BecomeOneSpaceInsideAndNoneAtEnds(string text, string expected) => Assert.Equal(expected, Blanks.Trim(text));

    [Fact]
    public void Trim_NothingToDo_ReturnsTheSameInstance()
    {
        const string text = "one two three";

        Assert.Same(text, Blanks.Trim(text));
    }
}
