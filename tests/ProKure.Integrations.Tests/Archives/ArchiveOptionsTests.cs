using ProKure.Integrations.Archives;

namespace ProKure.Integrations.Tests.Archives;

public sealed class ArchiveOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreFine() => Assert.True(new ArchiveOptionsValidator().Validate(null, new ArchiveOptions()).Succeeded);

    [Fact]
    public void Validate_EverythingWrong_IsToldAtOnce()
    {
        var options = new ArchiveOptions { Interval = TimeSpan.Zero, UpkeepInterval = TimeSpan.FromDays(31), OrphanAge = TimeSpan.Zero, MaxDocuments = 0, MaxBytes = 1 };

        var result = new ArchiveOptionsValidator().Validate(null, options);

        Assert.Equal<string>(
            [
                "Archive:Interval: Expected 00:00:01 to 7.00:00:00, found 00:00:00.",
                "Archive:UpkeepInterval: Expected 00:00:01 to 30.00:00:00, found 31.00:00:00.",
                "Archive:OrphanAge: Expected 00:01:00 to 30.00:00:00, found 00:00:00.",
                "Archive:MaxDocuments: Expected 1 to 1000000, found 0.",
                "Archive:MaxBytes: Expected 1024 to 17179869184, found 1.",
            ],
            result.Failures!,
            StringComparer.Ordinal);
    }

    [Fact]
    public void Policy_DaysCountFromTheEndOfTheDay()
    {
        var policy = new ArchivePolicy("AUDIT", 2, 10);
        var now = new DateTimeOffset(2026, 3, 20, 13, 0, 0, TimeSpan.Zero);

        Assert.Equal(new DateTimeOffset(2026, 3, 18, 0, 0, 0, TimeSpan.Zero), policy.DueBefore(now));
        Assert.Equal(new DateOnly(2026, 3, 9), policy.OverUntil(now));
        Assert.Null((policy with { KeepDays = null }).OverUntil(now));
    }
}
