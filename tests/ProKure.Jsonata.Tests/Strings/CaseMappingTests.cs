using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Tests.Strings;

public sealed class CaseMappingTests
{
    [Theory]
    [InlineData("hello", "HELLO")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("\u0149\uFB01\u0390\u1FB3\u1F80\u01C6", "\u02BCNFI\u0399\u0308\u0301\u0391\u0399\u1F08\u0399\u01C4")]
    [InlineData("ıſ", "IS")]
    [InlineData("𐐨x", "𐐀X")]
    public void ToUpper_FullMapping(string text, string expected) => Assert.Equal(expected, CaseMapping.ToUpper(text));

    [Theory]
    [InlineData("HELLO", "hello")]
    [InlineData("İ", "i\u0307")]
    [InlineData("ΑΣ ΑΣΑ Σ", "ας ασα σ")]
    [InlineData("ΑΣ.", "ας.")]
    [InlineData("ΑΣ.Α", "ασ.α")]
    [InlineData("Α.Σ", "α.ς")]
    [InlineData("Α1Σ", "α1σ")]
    [InlineData("ΑΣʰ", "αςʰ")]
    [InlineData("ʰΣ", "ʰσ")]
    [InlineData("ⓐΣ", "ⓐς")]
    [InlineData("ªΣ", "ªς")]
    [InlineData("𝐀Σ𐐀", "𝐀σ𐐨")]
    public void ToLower_FinalSigma_FollowsUnicode(string text, string expected) => Assert.Equal(expected, CaseMapping.ToLower(text));

    // Not as inline data: attributes keep text as UTF-8, which has no lone surrogates.
    [Fact]
    public void LoneSurrogates_Stay()
    {
        Assert.Equal("A\uD800SS", CaseMapping.ToUpper("a\uD800ß"));
        Assert.Equal("ας\uD800β", CaseMapping.ToLower("ΑΣ\uD800Β"));
    }
}
