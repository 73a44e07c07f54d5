using ProKure.Jsonata.Pictures;

namespace ProKure.Jsonata.Tests.Pictures;

public sealed class IntegerPictureTests
{
    [Theory]
    [InlineData(123, "0000", "0123")]
    [InlineData(-3, "0000", "-0003")]
    [InlineData(12.6, "###0", "12")]
    [InlineData(-112.7, "0", "-113")]
    [InlineData(0, "#", "!D3130")]
    [InlineData(1200, "#,##0", "1,200")]
    [InlineData(1234567890123, "#,##0,000,000", "1,234,567,890,123")]
    [InlineData(1234567890, "#:###,##0", "1234:567,890")]
    [InlineData(1234567890, "##,##,##0", "12345,67,890")]
    [InlineData(1234, "#:###,##0", "1,234")]
    [InlineData(123, "#:###,##0", "123")]
    [InlineData(12345, "#a#b0", "123a4b5")]
    [InlineData(5, "(0)", "(5)")]
    [InlineData(5, "0,", "5,")]
    [InlineData(5, "0,,0", "0,,5")]
    [InlineData(12340, "###١", "١٢٣٤٠")]
    [InlineData(1e21, "#,##0", "1,000,000,000,000,000,000,000")]
    [InlineData(5, "##0０", "!D3131")]
    [InlineData(5, "", "!D3130")]
    [InlineData(5, "x", "!D3130")]
    [InlineData(5, "ww", "!D3130")]
    [InlineData(12, "α", "!D3130")]
    public void Format_Digits(double value, string picture, string expected) => Assert.Equal(expected, Format(value, picture));

    [Theory]
    [InlineData(1, "1st")]
    [InlineData(2, "2nd")]
    [InlineData(103, "103rd")]
    [InlineData(11, "11th")]
    [InlineData(112, "112th")]
    [InlineData(1234, "1234th")]
    public void Format_OrdinalDigits(double value, string expected) => Assert.Equal(expected, Format(value, "0;o"));

    [Theory]
    [InlineData(0, "I", "")]
    [InlineData(1984, "I", "MCMLXXXIV")]
    [InlineData(-99, "i", "-xcix")]
    [InlineData(1e9, "i", "!D1016")]
    [InlineData(0, "A", "")]
    [InlineData(26, "a", "z")]
    [InlineData(27, "a", "aa")]
    [InlineData(123456, "A", "FZPH")]
    [InlineData(1e20, "A", "ANGWJIRSMASVAGW")]
    public void Format_LettersAndRoman(double value, string picture, string expected) => Assert.Equal(expected, Format(value, picture));

    [Theory]
    [InlineData(0, "w", "zero")]
    [InlineData(34, "w", "thirty-four")]
    [InlineData(555, "Ww", "Five Hundred and Fifty-Five")]
    [InlineData(-730, "W", "-SEVEN HUNDRED AND THIRTY")]
    [InlineData(4327730, "w", "four million, three hundred and twenty-seven thousand, seven hundred and thirty")]
    [InlineData(1000000000001, "w", "one trillion and one")]
    [InlineData(1e15, "w", "one thousand trillion")]
    [InlineData(1e46, "w", "ten billion trillion trillion trillion")]
    [InlineData(0, "w;o", "zeroth")]
    [InlineData(20, "w;o", "twentieth")]
    [InlineData(555, "Ww;o", "Five Hundred and Fifty-Fifth")]
    [InlineData(1000, "W;o", "ONE THOUSANDTH")]
    [InlineData(1000100, "w;o", "one million, one hundredth")]
    [InlineData(1000000000001, "w;o", "one trillion and first")]
    public void Format_Words(double value, string picture, string expected) => Assert.Equal(expected, Format(value, picture));

    [Theory]
    [InlineData("0123", "0000", 123)]
    [InlineData("-12", "0", -12)]
    [InlineData("12x", "0", 12)]
    [InlineData(" 12 ", "0", 12)]
    [InlineData("0x1F", "0", 31)]
    [InlineData("x", "0", double.NaN)]
    [InlineData("1,200", "#,##0", 1200)]
    [InlineData("12.345", "#.##0", 12345)]
    [InlineData("1234:567,890", "#:###,##0", 1234567890)]
    [InlineData("１２３", "#０", 123)]
    [InlineData("28th", "#0;o", 28)]
    [InlineData("12", "0;o", double.NaN)]
    [InlineData("MCMLXXXIV", "I", 1984)]
    [InlineData("mcm", "I", double.NaN)]
    [InlineData("xcix", "i", 99)]
    [InlineData("IIX", "I", 8)]
    [InlineData("", "I", 0)]
    [InlineData("KN", "A", 300)]
    [InlineData("NINETY-NINE", "w", 99)]
    [InlineData("nineteen hundred and eighty-four", "w", 1984)]
    [InlineData("three thousand, seven hundred and thirty-first", "w;o", 3731)]
    [InlineData("ten billion trillion trillion trillion", "w", 1e46)]
    [InlineData("two thousand million", "w", 2e9)]
    [InlineData("twenty  one", "w", double.NaN)]
    [InlineData("fourty", "w", double.NaN)]
    [InlineData("", "w", double.NaN)]
    public void Parse_WhatFormatWrites(string text, string picture, double expected) =>
        Assert.Equal(expected, IntegerPicture.Of(picture).Parse(text));

    [Theory]
    [InlineData("w")]
    [InlineData("Ww;o")]
    [InlineData("A")]
    [InlineData("I")]
    [InlineData("#,##0;o")]
    [InlineData("#'##0")]
    public void Parse_OfFormat_IsTheNumber(string picture)
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            double value = random.Next(1, 200_000);

            Assert.Equal(value, IntegerPicture.Of(picture).Parse(IntegerPicture.Of(picture).Format(value)));
        }
    }

    [Fact]
    public void Of_ManyPictures_AreAllParsed()
    {
        for (var i = 0; i < 1000; i++)
            Assert.Equal("5", IntegerPicture.Of(new string('#', i) + "0").Format(5));
    }

    private static string Format(double value, string picture)
    {
        try
        {
            return IntegerPicture.Of(picture).Format(value);
        }
        catch (JsonataException fault)
        {
            return "!" + fault.Code;
        }
    }
}
