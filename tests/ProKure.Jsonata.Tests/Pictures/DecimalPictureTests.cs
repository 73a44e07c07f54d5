using ProKure.Jsonata.Pictures;

namespace ProKure.Jsonata.Tests.Pictures;

public sealed class DecimalPictureTests
{
    [Theory]
    [InlineData(12345.6, "#,###.00", "12,345.60")]
    [InlineData(1234.56789, "9,999.999,999", "1,234.567,890")]
    [InlineData(123.9, "9999", "0124")]
    [InlineData(-6, "000", "-006")]
    [InlineData(-5, "0;(0)", "(5)")]
    [InlineData(5, "0;(0)", "5")]
    [InlineData(2.5, "0", "2")]
    [InlineData(-0.001, "0.0", "-0.0")]
    [InlineData(0, "#", "0")]
    [InlineData(0, "#.#", ".0")]
    [InlineData(5, "0.", "5")]
    [InlineData(1e20, "#,######", "100,000000,000000,000000")]
    [InlineData(1e21, "#,##0", "1,000,000,000,000,000,000,000")]
    [InlineData(1234567, "#,##,0", "1234,56,7")]
    [InlineData(15, "#,##,##0", "15")]
    [InlineData(5.123456, "0.00,00,00", "5.12,34,56")]
    [InlineData(5, "0.00,##", "5.00")]
    [InlineData(5, "abc0def", "abc5def")]
    public void Format_DigitsAndGroups(double value, string picture, string expected) => Assert.Equal(expected, Format(value, picture));

    [Theory]
    [InlineData(0.14, "01%", "14%")]
    [InlineData(0.5, "%0", "%50")]
    [InlineData(0.4857, "###.###‰", "485.7‰")]
    public void Format_PercentAndPerMille(double value, string picture, string expected) => Assert.Equal(expected, Format(value, picture));

    [Theory]
    [InlineData(1234.5678, "00.000e0", "12.346e2")]
    [InlineData(1234.5678, "00.000e000", "12.346e002")]
    [InlineData(0.234, "#.00e0", "0.23e0")]
    [InlineData(0.123, "#.e9", "0.1e0")]
    [InlineData(0.234, ".00e0", ".23e0")]
    [InlineData(0, "0.0e0", "0.0e0")]
    [InlineData(10, "0e0", "10e0")]
    [InlineData(0.00025, "$0.0e00", "$2.5e-04")]
    public void Format_Exponents(double value, string picture, string expected) => Assert.Equal(expected, Format(value, picture));

    [Theory]
    [InlineData("#;#;#", "D3080")]
    [InlineData("#.0.0", "D3081")]
    [InlineData("#0%%", "D3082")]
    [InlineData("#0‰‰", "D3083")]
    [InlineData("#0%‰", "D3084")]
    [InlineData(".e0", "D3085")]
    [InlineData("", "D3085")]
    [InlineData("0;", "D3085")]
    [InlineData("0+.e0", "D3086")]
    [InlineData("---", "D3086")]
    [InlineData("%%", "D3086")]
    [InlineData("0,.e0", "D3087")]
    [InlineData("0.,0", "D3087")]
    [InlineData("0,", "D3088")]
    [InlineData("0,,0", "D3089")]
    [InlineData("0#.e0", "D3090")]
    [InlineData("#0.#0e0", "D3091")]
    [InlineData("#0.0e0%", "D3092")]
    [InlineData("0e", "D3093")]
    [InlineData("0e#0", "D3093")]
    public void Of_BrokenRule_NamesIt(string picture, string code)
    {
        var fault = Assert.Throws<JsonataException>(() => DecimalPicture.Of(picture));

        Assert.Equal(code, fault.Code);
        Assert.Contains("number picture", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Format_ReplacedSymbols_AreUsed()
    {
        var german = DecimalSymbols.Default.With("grouping-separator", ".").With("decimal-separator", ",").With("unknown", "x");
        var circled = DecimalSymbols.Default.With("zero-digit", "⑟");

        Assert.Equal("1.234,50", DecimalPicture.Of("#.##0,00", german).Format(1234.5));
        Assert.Equal("①②.③④⑥e②", DecimalPicture.Of("①①.①①①e①", circled).Format(1234.5678));
        Assert.Equal("(3)", DecimalPicture.Of("0|(0)", DecimalSymbols.Default.With("pattern-separator", "|")).Format(-3));
        Assert.Equal("neg3", DecimalPicture.Of("0", DecimalSymbols.Default.With("minus-sign", "neg")).Format(-3));
        Assert.Equal("300pct", DecimalPicture.Of("0pct", DecimalSymbols.Default.With("percent", "pct")).Format(3));
        Assert.Equal("3", DecimalPicture.Of("@0", DecimalSymbols.Default.With("digit", "@")).Format(3));
        Assert.Equal("1x4", DecimalPicture.Of("0x0", DecimalSymbols.Default.With("exponent-separator", "x")).Format(12345));
        Assert.Throws<JsonataException>(() => DecimalPicture.Of("0.0", DecimalSymbols.Default.With("decimal-separator", "xx")));
    }

    private static string Format(double value, string picture) => DecimalPicture.Of(picture).Format(value);
}
