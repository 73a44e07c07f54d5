using System.Text;
using ProKure.Jsonata.Numbers;

namespace ProKure.Jsonata.Tests.Numbers;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0d, "0")]
    [InlineData(42d, "42")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(123456789012345680000d, "123456789012345680000")]
    [InlineData(9007199254740993d, "9007199254740992")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(-0.00000123, "-0.00000123")]
    [InlineData(1.234e-9, "1.234e-9")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NaN, "NaN")]
    public void Format_AnyNumber_IsWhatJavaScriptWrites(double value, string expected)
    {
        Span<byte> utf8 = stackalloc byte[NumberText.MaxLength];
        Assert.True(NumberText.TryFormat(value, utf8, out var written));

        Assert.Equal(expected, NumberText.Format(value));
        Assert.Equal(expected, Encoding.ASCII.GetString(utf8[..written]));
    }

    [Theory]
    [InlineData(22d / 7, "3.14285714285714")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(90.57000000000001, "90.57")]
    [InlineData(123456789.12345678, "123456789.123457")]
    [InlineData(1234567890123456789d, "1234567890123456800")]
    [InlineData(202325008809566.5, "202325008809567")]
    [InlineData(-309089944697916.5, "-309089944697917")]
    [InlineData(24051305837929.25, "24051305837929.3")]
    [InlineData(2.384185791015625E-7, "2.38418579101563e-7")]
    [InlineData(0.99999999999999989, "1")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1e-7, "1e-7")]
    public void FormatRounded_NonInteger_KeepsFifteenDigits(double value, string expected)
    {
        Span<byte> utf8 = stackalloc byte[NumberText.MaxLength];
        Assert.True(NumberText.TryFormatRounded(value, utf8, out var written));

        Assert.Equal(expected, NumberText.FormatRounded(value));
        Assert.Equal(expected, Encoding.ASCII.GetString(utf8[..written]));
    }

    [Fact]
    public void Format_NegativeZero_HasNoSign() => Assert.Equal(("0", "0"), (NumberText.Format(-0.0), NumberText.FormatRounded(-0.0)));

    [Fact]
    public void TryFormat_ShortDestination_SaysSo()
    {
        Assert.False(NumberText.TryFormat(1.25, stackalloc char[3], out _));
        Assert.False(NumberText.TryFormat(125, stackalloc byte[2], out _));
        Assert.False(NumberText.TryFormatRounded(1.25, stackalloc byte[3], out _));
        Assert.False(NumberText.TryFormatRounded(125, stackalloc char[2], out _));
    }

    [Theory]
    [InlineData("0", 0d)]
    [InlineData("-12.5", -12.5)]
    [InlineData("01", 1d)]
    [InlineData("1E+5", 100000d)]
    [InlineData("1e-400", 0d)]
    [InlineData("0x1F", 31d)]
    [InlineData("0Xff", 255d)]
    [InlineData("0o17", 15d)]
    [InlineData("0b101", 5d)]
    [InlineData("0xFFFFFFFFFFFFFFFFFFFF", 1.2089258196146292e24)]
    [InlineData("9007199254740993", 9007199254740992d)]
    public void Parse_Number_IsRead(string text, double expected) => Assert.Equal(expected, NumberText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1\n")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("1e")]
    [InlineData("-")]
    [InlineData("1e400")]
    [InlineData("0x")]
    [InlineData("-0x1")]
    [InlineData("0b12")]
    [InlineData("0o8")]
    [InlineData("0xG")]
    [InlineData("Infinity")]
    [InlineData("1,000")]
    [InlineData("٣")]
    public void Parse_AnythingElse_IsRefused(string text)
    {
        var fault = Assert.Throws<JsonataException>(() => NumberText.Parse(text));

        Assert.Equal("D3030", fault.Code);
        Assert.Contains($"\"{text}\"", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Format_NumbersOfAllMagnitudes_ReadBackTheSame()
    {
        var random = new Random(20260);
        for (var i = 0; i < 20_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (double.IsFinite(value))
                Assert.Equal(value, NumberText.Parse(NumberText.Format(value)));
        }
    }
}
