using ProKure.Jsonata.RegularExpressions;

namespace ProKure.Jsonata.Tests.RegularExpressions;

public sealed class JavaScriptRegexTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("$", "a\n", "2")]
    [InlineData("a$", "a\n", "")]
    [InlineData(".", "\r\n\u2028\u2029x", "4x")]
    [InlineData(@"\d", "٣3", "13")]
    [InlineData(@"\w+", "éa_9é", "1a_9")]
    [InlineData(@"\s+", "a\u00A0\uFEFF\u2028b", "1\u00A0\uFEFF\u2028")]
    [InlineData(@"\ba", "éa", "1a")]
    [InlineData(@"\Ba", "éaba", "3a")]
    [InlineData("[^]", "\n", "0\n")]
    [InlineData("[]", "a", "")]
    [InlineData("[]|b", "ab", "1b")]
    [InlineData(@"\cJ", "\n", "0\n")]
    [InlineData(@"\c", "a\\c", "1\\c")]
    [InlineData(@"\0", "\0", "0\0")]
    [InlineData(@"\x41\u0042\/", "AB/", "0AB/")]
    [InlineData(@"\x4", "x4", "0x4")]
    [InlineData(@"\8\101", "8A", "08A")]
    [InlineData(@"[\b]", "\b", "0\b")]
    [InlineData(@"[\w-x]", "-", "0-")]
    [InlineData("a{,2}", "a{,2}", "0a{,2}")]
    [InlineData("]}", "]}", "0]}")]
    [InlineData(@"\k", "k", "0k")]
    [InlineData("^.$", "😀", "")]
    [InlineData("k?[-a]", "xcAkbaxa", "5a")]
    [InlineData(@"[^0-9]+\b|", "a\n", "0a")]
    public void Match_JavaScriptMeaning(string pattern, string text, string expected)
    {
        var match = JavaScriptRegex.Parse(pattern, "", Limit).Match(text);

        Assert.Equal(expected, match.Success ? $"{match.Index}{match.Value}" : "");
    }

    [Theory]
    [InlineData("ﬀ", "ﬀ", true)]
    [InlineData("straße", "STRASSE", false)]
    [InlineData("\u212A", "k", false)]
    [InlineData("ſ", "s", false)]
    [InlineData("[a-z]", "K", true)]
    [InlineData("[^k]", "K", false)]
    [InlineData("σ", "ς", true)]
    [InlineData("µ", "μ", true)]
    [InlineData("é", "É", true)]
    [InlineData("ı", "I", false)]
    [InlineData("[à-ÿ]", "Å", true)]
    [InlineData(@"(É)\1", "éÉ", true)]
    public void Match_IgnoreCase_ComparesSingleUppercaseUnits(string pattern, string text, bool expected) =>
        Assert.Equal(expected, JavaScriptRegex.Parse(pattern, "i", Limit).IsMatch(text));

    [Theory]
    [InlineData("^b$", "a\rb\u2028c", "2b")]
    [InlineData("^", "", "0")]
    [InlineData("c$", "c\r\nd", "0c")]
    public void Match_Multiline_KnowsFourLineEnds(string pattern, string text, string expected)
    {
        var match = JavaScriptRegex.Parse(pattern, "m", Limit).Match(text);

        Assert.Equal(expected, $"{match.Index}{match.Value}");
    }

    [Theory]
    [InlineData("(?:(a)|b)*", "ab", "ab|-")]
    [InlineData("(a*)?b", "b", "b|-")]
    [InlineData("(z)((a+)?(b+)?(c))*", "zaacbbbcac", "zaacbbbcac|z|ac|a|-|c")]
    [InlineData("(?:|a)*", "aaa", "aaa")]
    [InlineData(@"\1(a)", "aa", "a|a")]
    [InlineData(@"(a)|\1b", "b", "b|-")]
    [InlineData(@"(?<year>\d+)-(\d+)", "2026-05", "2026-05|2026|05")]
    [InlineData(@"(?<x>.)\k<x>", "abb", "bb|b")]
    [InlineData(@"(?<=(\d+)(\d+))$", "1053", "|1|053")]
    [InlineData("(?=(a+))a*b", "aab", "aab|aa")]
    [InlineData("(?!(a))b|(b)", "b", "b|-|-")]
    [InlineData("(?:a*?)*?b", "aab", "aab")]
    public void Match_Groups_AreThoseOfTheLastTurn(string pattern, string text, string expected)
    {
        var match = JavaScriptRegex.Parse(pattern, "", Limit).Match(text);

        Assert.Equal(expected, string.Join('|', Enumerable.Range(1, match.GroupCount).Select(i => match.Group(i) ?? "-").Prepend(match.Value)));
    }

    [Fact]
    public void Match_FromIndex_SeesTheTextBefore()
    {
        var regex = JavaScriptRegex.Parse(@"(?<=a)b|^b", "", Limit);

        Assert.Equal(1, regex.Match("ab", 1).Index);
        Assert.False(regex.Match("bb", 1).Success);
        Assert.False(regex.Match("b", 2).Success);
    }

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("*")]
    [InlineData("a**")]
    [InlineData("^*")]
    [InlineData("{1}")]
    [InlineData("a{2,1}")]
    [InlineData("[b-a]")]
    [InlineData("\\")]
    [InlineData("(?i:a)")]
    [InlineData("(?<a>b)(?<a>c)")]
    [InlineData("(?<1>b)")]
    [InlineData("(?<a>b)\\k<c>")]
    [InlineData("(?<=a)*")]
    public void Parse_InvalidPattern_IsRefused(string pattern)
    {
        var fault = Assert.Throws<JsonataException>(() => JavaScriptRegex.Parse(pattern, "", Limit));

        Assert.Equal("S0303", fault.Code);
        Assert.Contains($"/{pattern}/", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("g")]
    [InlineData("ii")]
    [InlineData("imi")]
    public void Parse_OtherFlags_AreRefused(string flags) =>
        Assert.Equal("S0303", Assert.Throws<JsonataException>(() => JavaScriptRegex.Parse("a", flags, Limit)).Code);

    [Fact]
    public void Parse_GroupsNestedTooDeep_IsRefused()
    {
        var pattern = new string('(', 20_000) + new string(')', 20_000);

        Assert.Equal("S0303", Assert.Throws<JsonataException>(() => JavaScriptRegex.Parse(pattern, "", Limit)).Code);
    }

    [Fact]
    public void Parse_NestedLoopsThatWouldExplode_AreRefused()
    {
        var pattern = string.Concat(Enumerable.Repeat("(?:", 60)) + "(a*)" + string.Concat(Enumerable.Repeat(")+", 60));

        Assert.Equal("S0303", Assert.Throws<JsonataException>(() => JavaScriptRegex.Parse(pattern, "", Limit)).Code);
    }

    [Fact]
    public void Match_CatastrophicPattern_IsStopped()
    {
        var regex = JavaScriptRegex.Parse("^(a+)+$", "", TimeSpan.FromMilliseconds(50));

        Assert.Equal("D1017", Assert.Throws<JsonataException>(() => regex.Match(new string('a', 40) + "b")).Code);
        Assert.Equal("D1017", Assert.Throws<JsonataException>(() => regex.IsMatch(new string('a', 40) + "b")).Code);
    }
}
