using ProKure.Jsonata.Pictures;

namespace ProKure.Jsonata.Tests.Pictures;

public sealed class Iso8601Tests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00.001Z", 1)]
    [InlineData("2018-02-01T09:42:13.123+0000", 1517478133123)]
    [InlineData("2018-02-03T23:59:59+05:30", 1517682599000)]
    [InlineData("2018-02-03T23:59:59-03:30", 1517715_000_000 - 1000)]
    [InlineData("2017-10-30T15:28:34", 1509377314000)]
    [InlineData("2018-02-03T10:11:12.123456789", 1517652672123)]
    [InlineData("2018-02-03T24:00:00", 1517702400000)]
    [InlineData("2018-02-30", 1519948800000)]
    [InlineData("2018-02-03Z", 1517616000000)]
    [InlineData("2018T10:11:12Z", 1514801472000)]
    [InlineData("2018-02", 1517443200000)]
    [InlineData("2018", 1514764800000)]
    [InlineData("0099-12-31", -59011545600000)]
    public void Parse_Timestamp(string text, double expected) => Assert.Equal(expected, Iso8601.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("foo")]
    [InlineData("2018-")]
    [InlineData("2018-2")]
    [InlineData("2018-13")]
    [InlineData("2018-00")]
    [InlineData("2018-02-32")]
    [InlineData("20180203")]
    [InlineData("2018-02-03 11:15:33")]
    [InlineData("2018-02-03T11:15")]
    [InlineData("2018-02-03T11:15:60")]
    [InlineData("2018-02-03T24:00:01")]
    [InlineData("2018-02-03T11:15:33.")]
    [InlineData("2018-02-03T11:15:33+24:00")]
    [InlineData("2018-02-03T11:15:33+05")]
    [InlineData("2018-02-03+05:30")]
    [InlineData("2018.5")]
    [InlineData(" 2018")]
    [InlineData("2018Zx")]
    public void Parse_SomethingElse_IsRefused(string text)
    {
        var fault = Assert.Throws<JsonataException>(() => Iso8601.Parse(text));

        Assert.Equal("D3110", fault.Code);
        Assert.Contains($"\"{text}\"", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1509380732935.9, 0, "2017-10-30T16:25:32.935Z")]
    [InlineData(-1, 0, "1969-12-31T23:59:59.999Z")]
    [InlineData(1540127100000, -300, "2018-10-21T08:05:00.000-05:00")]
    [InlineData(1540127100000, 330, "2018-10-21T18:35:00.000+05:30")]
    [InlineData(-62198755200000, 0, "-0001-01-01T00:00:00.000Z")]
    public void Format_Moment(double millis, int offset, string expected) => Assert.Equal(expected, Iso8601.Format(millis, offset));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-9e15)]
    public void Format_OutsideOfTime_IsRefused(double millis) =>
        Assert.Equal("D3110", Assert.Throws<JsonataException>(() => Iso8601.Format(millis)).Code);
}
