using ProKure.Jsonata.Pictures;

namespace ProKure.Jsonata.Tests.Pictures;

public sealed class DateTimePictureFormatTests
{
    // Friday 2018-03-23T10:33:36.617Z
    private const double Moment = 1521801216617;

    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("", "")]
    [InlineData("a]b]]c", "a]b]c")]
    [InlineData("[[Year]]: [[[Y0001]]]", "[Year]: [2018]")]
    [InlineData("[Y]-[ M01]-[D 01]T[H01 ]:[ m   ]:[s].[f0  01][Z01:\n 01t]", "2018-03-23T10:33:36.617Z")]
    [InlineData("[M01]/[D01]/[Y0001] at [H01]:[m01]:[s01]", "03/23/2018 at 10:33:36")]
    [InlineData("[Y,2] [Y0001,2] [Y##01,2-2] [Y0001,2-2] [Y,*-2] [Y,3] [Y,6] [Y01] [Y1] [Y9,999,*]", "18 2018 18 18 18 018 002018 18 2018 2,018")]
    [InlineData("[D1] [M01] [YI] [Da] [MA] [Yi]", "23 03 MMXVIII w C mmxviii")]
    [InlineData("[D1o] [Dwo] [Yw]", "23rd twenty-third two thousand and eighteen")]
    [InlineData("[MNn] [MN] [Mn] [MNn,3-3] [MNn,3] [Mn,*-2]", "March MARCH march Mar March ma")]
    [InlineData("[F] [FNn,3-3] [F1] [F0]", "friday Fri 5 5")]
    [InlineData("[h]:[m] [P] [PN]", "10:33 am AM")]
    [InlineData("[f] [f0001] [M1,3]", "617 0617 003")]
    [InlineData("[d] [dwo] [W] [w] [X] [xNn] [E] [C]", "82 eighty-second 12 4 2018 March ISO ISO")]
    public void Format_Components(string picture, string expected) => Assert.Equal(expected, DateTimePicture.Of(picture).Format(Moment, 0));

    [Theory]
    [InlineData("2004-12-31", "2004-W53-5 5 December")]
    [InlineData("2005-01-02", "2004-W53-7 5 December")]
    [InlineData("2007-12-31", "2008-W01-1 1 January")]
    [InlineData("2010-01-03", "2009-W53-7 5 December")]
    [InlineData("2013-02-01", "2013-W05-5 5 January")]
    [InlineData("2018-07-31", "2018-W31-2 1 August")]
    public void Format_Weeks_BelongToTheirThursday(string date, string expected) =>
        Assert.Equal(expected, DateTimePicture.Of("[X0001]-W[W01]-[F1] [w] [xNn]").Format(Iso8601.Parse(date), 0));

    [Theory]
    [InlineData("+0000", "+00:00 GMT+00:00 +0 +00 +000 Z Z")]
    [InlineData("+0530", "+05:30 GMT+05:30 +5:30 +05:30 +530 +05:30 +0530")]
    [InlineData("-0500", "-05:00 GMT-05:00 -5 -05 -500 -05:00 -0500")]
    [InlineData("-0330", "-03:30 GMT-03:30 -3:30 -03:30 -330 -03:30 -0330")]
    [InlineData("+12:45", "+12:45 GMT+12:45 +12:45 +12:45 +1245 +12:45 +1245")]
    public void Format_Zones(string zone, string expected) =>
        Assert.Equal(expected, DateTimePicture.Of("[Z] [z] [Z0] [Z00] [Z000] [Z01:01t] [Z0000t]").Format(Moment, TimeZoneText.ParseOffset(zone)));

    [Fact]
    public void Format_ZoneWest_MovesTheDay() =>
        Assert.Equal("2018-03-22 23:33", DateTimePicture.Of("[Y]-[M01]-[D01] [H01]:[m01]").Format(Moment, -11 * 60));

    [Theory]
    [InlineData("[q]", "D3132")]
    [InlineData("[]", "D3132")]
    [InlineData("[YN]", "D3133")]
    [InlineData("[fNn]", "D3133")]
    [InlineData("[Y", "D3135")]
    [InlineData("[Mx]", "D3130")]
    [InlineData("[D0０]", "D3131")]
    [InlineData("[Z010101t]", "D3134")]
    [InlineData("[Zw]", "D3134")]
    [InlineData("[ZN]", "D3134")]
    [InlineData("[Y,99999999]", "D1016")]
    public void Format_WrongPicture_NamesTheRule(string picture, string code) =>
        Assert.Equal(code, Assert.Throws<JsonataException>(() => DateTimePicture.Of(picture).Format(Moment, 0)).Code);

    [Theory]
    [InlineData("")]
    [InlineData("junk")]
    [InlineData("+05:3")]
    [InlineData("+05300")]
    [InlineData("+")]
    public void ParseOffset_SomethingElse_IsRefused(string zone) =>
        Assert.Equal("D3134", Assert.Throws<JsonataException>(() => TimeZoneText.ParseOffset(zone)).Code);

    [Theory]
    [InlineData(0, "1 January 1970 Thursday 1")]
    [InlineData(-62198755200000, "1 January -1 Friday 1")]
    [InlineData(8.64e15, "13 September 275760 Saturday 257")]
    [InlineData(-8.64e15, "20 April -271821 Tuesday 110")]
    [InlineData(951782400000, "29 February 2000 Tuesday 60")]
    public void Format_AllOfTime_IsGregorian(double millis, string expected) =>
        Assert.Equal(expected, DateTimePicture.Of("[D] [MNn] [Y] [FNn] [d]").Format(millis, 0));

    [Fact]
    public void Format_BeyondTime_IsRefused() =>
        Assert.Equal("D3110", Assert.Throws<JsonataException>(() => DateTimePicture.Of("[Y]").Format(8.64e15 + 2, 0)).Code);
}
