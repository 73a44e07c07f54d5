using ProKure.Jsonata.Numbers;

namespace ProKure.Jsonata.Tests.Numbers;

public sealed class NumberBaseTests
{
    [Theory]
    [InlineData(100, 2, "1100100")]
    [InlineData(-255, 16, "-ff")]
    [InlineData(2.5, 2, "10")]
    [InlineData(-0.4, 2, "0")]
    [InlineData(10, 1.5, "1010")]
    [InlineData(3, 36.4, "3")]
    [InlineData(1e21, 10, "1e+21")]
    [InlineData(1e20, 3, "220200020122120112010222022122002000000000")]
    [InlineData(1e21, 16, "3635c9adc5dea00000")]
    [InlineData(9007199254740992, 36, "2gosa7pa2gw")]
    public void Format_InBase_HasTheDigitsOfJavaScript(double value, double radix, string expected) =>
        Assert.Equal(expected, NumberBase.Format(value, radix));

    [Fact]
    public void Format_LargestNumberInBinary_Fits() => Assert.Equal(1024, NumberBase.Format(double.MaxValue, 2).Length);

    [Theory]
    [InlineData(1)]
    [InlineData(36.6)]
    [InlineData(-2)]
    [InlineData(double.NaN)]
    public void Format_BaseOutOfRange_IsRefused(double radix)
    {
        var fault = Assert.Throws<JsonataException>(() => NumberBase.Format(10, radix));

        Assert.Equal("D3100", fault.Code);
    }
}
