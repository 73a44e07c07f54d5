using ProKure.Jsonata.Pictures;

namespace ProKure.Jsonata.Tests.Pictures;

public sealed class DateTimePictureParseTests
{
    // 2023-11-14T22:13:20.123Z
    private const double Now = 1700000000123;

    [Theory]
    [InlineData("2018-03-27", "[Y1]-[M01]-[D01]", "2018-03-27T00:00:00.000Z")]
    [InlineData("201802", "[Y0001][M01]", "2018-02-01T00:00:00.000Z")]
    [InlineData("201802", "[Y,*-4][M01]", "2018-02-01T00:00:00.000Z")]
    [InlineData("2018112", "[Y,4-4][M,2-2][D,1-1]", "2018-11-02T00:00:00.000Z")]
    [InlineData("2018112", "[Y0001][M1][D01]", "2018-01-12T00:00:00.000Z")]
    [InlineData("2017November/16", "[Y][MNn]/[D]", "2017-11-16T00:00:00.000Z")]
    [InlineData("2018-03-27T14:03:00.123Z", "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001]Z", "2018-03-27T14:03:00.123Z")]
    [InlineData("2026-04-08T19:05:04.01987", "[Y]-[M]-[D]T[H01]:[m01]:[s01].[f1]", "2026-04-08T19:05:04.019Z")]
    [InlineData("27th 3 1976", "[D1o] [M#1] [Y0001]", "1976-03-27T00:00:00.000Z")]
    [InlineData("w C mmxviii", "[Da] [MA] [Yi]", "2018-03-23T00:00:00.000Z")]
    [InlineData("mmxviii", "[YI]", "2018-01-01T00:00:00.000Z")]
    [InlineData("2 Feb 2012", "[D1] [MNn,3-3] [Y0001]", "2012-02-02T00:00:00.000Z")]
    [InlineData("2 MAY 2012", "[D1] [MN] [Y0001]", "2012-05-02T00:00:00.000Z")]
    [InlineData("Twentieth of August, two thousand and seventeen", "[DW] of [MNn], [Yw]", "2017-08-20T00:00:00.000Z")]
    [InlineData("Mon, Twelfth November 2018", "[FNn,*-3], [DWwo] [MNn] [Y]", "2018-11-12T00:00:00.000Z")]
    [InlineData("Someday 14 11 2018", "[FNn] [D] [M] [Y]", "2018-11-14T00:00:00.000Z")]
    [InlineData("4/4/2018 12:06 am", "[D1]/[M1]/[Y0001] [h]:[m] [P]", "2018-04-04T00:06:00.000Z")]
    [InlineData("4/4/2018 12:06 PM", "[D1]/[M1]/[Y0001] [h]:[m] [P]", "2018-04-04T12:06:00.000Z")]
    [InlineData("4/4/2018 11:30 pm", "[D1]/[M1]/[Y0001] [h]:[m] [P]", "2018-04-04T23:30:00.000Z")]
    [InlineData("2018-094", "[Y0001]-[d001]", "2018-04-04T00:00:00.000Z")]
    [InlineData("2018-094 10:20", "[Y0001]-[d001] [H]:[m]", "2018-04-04T10:20:00.000Z")]
    [InlineData("2018-000", "[Y0001]-[d001]", "2018-01-01T00:00:00.000Z")]
    [InlineData("2018-400", "[Y0001]-[d001]", "2019-02-04T00:00:00.000Z")]
    [InlineData("2018-13-32", "[Y]-[M]-[D]", "2019-02-01T00:00:00.000Z")]
    [InlineData("2018-0-5", "[Y]-[M]-[D]", "2018-01-05T00:00:00.000Z")]
    [InlineData("18", "[Y,2-2]", "1918-01-01T00:00:00.000Z")]
    [InlineData("2,018", "[Y9,999,*]", "2018-01-01T00:00:00.000Z")]
    [InlineData("٢٠١٨", "[Y٠٠٠١]", "2018-01-01T00:00:00.000Z")]
    [InlineData("a.b*2018", "A.b*[Y]", "2018-01-01T00:00:00.000Z")]
    public void Parse_Components(string text, string picture, string expected) => Assert.Equal(expected, Parse(text, picture));

    [Theory]
    [InlineData("2018 +05:30", "[Y] [Z]", "2017-12-31T18:30:00.000Z")]
    [InlineData("2018 -03:30", "[Y] [Z]", "2018-01-01T03:30:00.000Z")]
    [InlineData("2018 -0330", "[Y] [Z0101]", "2018-01-01T03:30:00.000Z")]
    [InlineData("2018 +05", "[Y] [Z01]", "2017-12-31T19:00:00.000Z")]
    [InlineData("2018 GMT-5", "[Y] [z01]", "2018-01-01T05:00:00.000Z")]
    [InlineData("2018 +0530", "[Y] [Z]", "nothing")]
    [InlineData("2018 +05:30", "[Y] [z]", "nothing")]
    public void Parse_Zones(string text, string picture, string expected) => Assert.Equal(expected, Parse(text, picture));

    [Theory]
    [InlineData("13:45", "[H]:[m]", "2023-11-14T13:45:00.000Z")]
    [InlineData("30", "[m]", "2023-11-14T22:30:00.000Z")]
    [InlineData(".5", ".[f]", "2023-11-14T22:13:20.500Z")]
    [InlineData("12 25", "[M] [D]", "2023-12-25T00:00:00.000Z")]
    [InlineData("25", "[D]", "2023-11-25T00:00:00.000Z")]
    [InlineData("5", "[h]", "2023-11-14T05:00:00.000Z")]
    [InlineData("am", "[P]", "2023-11-14T22:13:20.123Z")]
    [InlineData("pm", "[P]", "2023-11-14T12:00:00.000Z")]
    [InlineData("32", "[d]", "2023-02-01T22:13:20.123Z")]
    public void Parse_LargerFieldsMissing_ComeFromNow(string text, string picture, string expected) => Assert.Equal(expected, Parse(text, picture));

    [Theory]
    [InlineData("irrelevant", "[Y]-[M]-[D]")]
    [InlineData("Hello", "Hello")]
    [InlineData("x2018", "[Y]")]
    [InlineData("2018\n", "[Y]")]
    [InlineData("2018 Foo", "[Y] [MNn]")]
    [InlineData("2018 1 1 1 xm", "[Y] [M] [D] [h] [P]")]
    [InlineData("two thousandand 3", "[Yw] [M]")]
    [InlineData("12", "[D1o]")]
    public void Parse_NoMatch_IsNothing(string text, string picture) => Assert.Equal("nothing", Parse(text, picture));

    [Theory]
    [InlineData("2018-05-22", "[Y]-[M]-[q]", "D3132")]
    [InlineData("2018-05-22", "[YN]-[M]-[D]", "D3133")]
    [InlineData("2018 ISO", "[Y] [E]", "D3133")]
    [InlineData("2018 ISO", "[Y] [C]", "D3133")]
    [InlineData("2018-22", "[Y]-[D]", "D3136")]
    [InlineData("5-22 23:59", "[M]-[D] [m]:[s]", "D3136")]
    [InlineData("2018 1 1 13", "[Y] [M] [D] [h]", "D3136")]
    [InlineData("2018-3-2-5", "[X]-[x]-[w]-[F1]", "D3136")]
    [InlineData("2018-32-5", "[X]-[W]-[F1]", "D3136")]
    [InlineData("999999", "[Y]", "D3110")]
    [InlineData("2018 99999999999999", "[Y] [M]", "D3110")]
    public void Parse_Impossible_NamesTheReason(string text, string picture, string code) =>
        Assert.Equal(code, Assert.Throws<JsonataException>(() => Parse(text, picture)).Code);

    [Fact]
    public void Parse_WhatFormatWrote_IsTheSameMoment()
    {
        var picture = DateTimePicture.Of("[FNn], [D1o] [MNn] [Y0001] [h]:[m]:[s].[f001] [P] [z]");
        var random = new Random(11);
        for (var i = 0; i < 500; i++)
        {
            double millis = random.NextInt64(-50_000_000_000_000, 100_000_000_000_000);
            var offset = random.Next(-14 * 60, 14 * 60);

            Assert.Equal(millis, picture.Parse(picture.Format(millis, offset), Now));
        }
    }

    private static string Parse(string text, string picture) =>
        DateTimePicture.Of(picture).Parse(text, Now) is { } millis ? Iso8601.Format(millis) : "nothing";
}
