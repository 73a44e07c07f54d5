using CsCheck;

namespace ProKure.Integrations.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5_000)]
    [InlineData("15m", 900_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("007s", 7_000)]
    public void Parse_NumberAndUnit_GivesTimeSpan(string text, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("1.5s")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("5sec")]
    [InlineData("1h30m")]
    [InlineData(" 5s")]
    [InlineData("５s")]
    [InlineData("10675200d")]
    [InlineData("99999999999999999999ms")]
    public void TryParse_AnythingElse_IsFalse(string? text)
    {
        Assert.False(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.Zero, duration);
    }

    [Fact]
    public void Parse_NoDuration_SaysWhatWasExpected()
    {
        var fault = Assert.Throws<FormatException>(() => Duration.Parse("5 sec"));

        Assert.Equal("Expected a duration such as 500ms, 5s, 15m, 24h or 7d, found '5 sec'.", fault.Message);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(1_500, "1500ms")]
    [InlineData(90_000, "90s")]
    [InlineData(60_000, "1m")]
    [InlineData(86_400_000, "24h")]
    [InlineData(129_600_000, "36h")]
    [InlineData(172_800_000, "2d")]
    public void Format_TimeSpan_UsesLongestUnit(long milliseconds, string text) =>
        Assert.Equal(text, Duration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(-10_000)]
    [InlineData(1)]
    public void Format_NegativeOrBelowMillisecond_Throws(long ticks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Duration.Format(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void Parse_OfFormat_GivesTheSame() =>
        Gen.Long[0, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond]
            .Select(ms => new TimeSpan(ms * TimeSpan.TicksPerMillisecond))
            .Sample(duration => Duration.Parse(Duration.Format(duration)) == duration);
}
