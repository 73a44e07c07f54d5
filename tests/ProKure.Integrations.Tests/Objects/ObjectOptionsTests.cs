using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Tests.Objects;

public sealed class ObjectOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValidAndAsDocumented()
    {
        var options = new ObjectOptions();

        Assert.True(new ObjectOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal(
            (1_048_576, 104_857_600L, 200, 536_870_912L, 2, TimeSpan.FromHours(24), TimeSpan.FromHours(6)),
            (options.MaxBodyBytes, options.MaxObjectBytes, options.MaxExpansion, options.MaxBytesInFlight, options.Uploads, options.OrphanAge, options.UpkeepInterval));
    }

    [Fact]
    public void Validate_EveryFault_IsTold()
    {
        var result = new ObjectOptionsValidator().Validate(null, new ObjectOptions
        {
            MaxBodyBytes = 5 << 20,
            MaxObjectBytes = 1,
            MaxExpansion = 1,
            MaxBytesInFlight = 0,
            Uploads = 33,
            OrphanAge = TimeSpan.Zero,
            UpkeepInterval = TimeSpan.Zero,
            Folder = " ",
        });

        Assert.Equal(
            [
                "Objects:MaxBodyBytes: Expected 1024 to 4194304, found 5242880.",
                "Objects:MaxObjectBytes: Expected 1048576 to 1099511627776, found 1.",
                "Objects:MaxExpansion: Expected 2 to 1000, found 1.",
                "Objects:MaxBytesInFlight: Expected 16777216 to 68719476736, found 0.",
                "Objects:Uploads: Expected 1 to 32, found 33.",
                "Objects:OrphanAge: Expected at least 00:01:00, found 00:00:00.",
                "Objects:UpkeepInterval: Expected at least 00:00:01, found 00:00:00.",
                "Objects:Folder: Expected a directory, or nothing at all, found an empty text.",
            ],
            result.Failures,
            StringComparer.Ordinal);
    }
}
