using ProKure.Jsonata.Numbers;

namespace ProKure.Jsonata.Tests.Numbers;

public sealed class RoundingTests
{
    [Theory]
    [InlineData(2.5, 0, 2)]
    [InlineData(3.5, 0, 4)]
    [InlineData(-2.5, 0, -2)]
    [InlineData(-0.4, 0, 0)]
    [InlineData(0.49999999999999994, 0, 0)]
    [InlineData(1.005, 2, 1)]
    [InlineData(1.015, 2, 1.02)]
    [InlineData(125, -1, 120)]
    [InlineData(-135, -1, -140)]
    [InlineData(1e25, 3, 1e25)]
    [InlineData(1e-10, 9, 0)]
    [InlineData(1.5e-7, 7, 2e-7)]
    [InlineData(12345, -400, 0)]
    [InlineData(4503599627370495.5, 0, 4503599627370496)]
    public void Round_Ties_GoToEvenOnDecimalDigits(double value, double places, double expected)
    {
        var result = Rounding.Round(value, places);

        Assert.Equal(expected, result);
        Assert.False(double.IsNegative(result) && result == 0);
    }

    [Theory]
    [InlineData(1.5, 0.5)]
    [InlineData(1e300, 20)]
    [InlineData(123.456, 400)]
    [InlineData(double.PositiveInfinity, 2)]
    [InlineData(1, 1e22)]
    public void Round_ShiftedOutOfRange_IsNoNumber(double value, double places) => Assert.Equal(double.NaN, Rounding.Round(value, places));
}
