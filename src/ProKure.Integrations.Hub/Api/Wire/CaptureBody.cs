using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>How much of exchanges is stored. An endpoint's settings go before its system's.</summary>
internal sealed record CaptureBody
{
    /// <summary>
    /// NONE (who called what, when, how it ended), METADATA (URL and headers as well), ERRORS (bodies of attempts that did not succeed as well), SAMPLED (everything of a share as well), or
    /// FULL. Null takes the system's, and there FULL.
    /// </summary>
    public CaptureLevel? Level { get; init; }

    /// <summary>With SAMPLED: the share of business acts, told apart by correlation id, of which everything is stored. 0 to 1; null for 0.1.</summary>
    public double? SampleShare { get; init; }

    /// <summary>Longer request bodies stand in the log with their beginning only; null for the hub's limit, which also bounds it.</summary>
    public int? MaxRequestBytes { get; init; }

    /// <summary>Longer response bodies stand in the log with their beginning only; null for the hub's limit, which also bounds it.</summary>
    public int? MaxResponseBytes { get; init; }

    /// <summary>False keeps only the beginning of bodies too long for the log; null for true.</summary>
    public bool? StoreLongBodies { get; init; }

    /// <summary>How long an answer is read that is a stream of events or is STORED, before it is cut off; null for 10s of streams of events.</summary>
    public TimeSpan? StreamTime { get; init; }

    /// <summary>How many bytes are read of an answer that is a stream of events or is STORED, before it is cut off; null for 1 MiB of streams of events.</summary>
    public long? StreamBytes { get; init; }

    public static CaptureBody Of(CaptureConfig capture) => new()
    {
        Level = capture.Level,
        SampleShare = capture.SampleShare,
        MaxRequestBytes = capture.MaxRequestBytes,
        MaxResponseBytes = capture.MaxResponseBytes,
        StoreLongBodies = capture.StoreLongBodies,
        StreamTime = capture.StreamTime,
        StreamBytes = capture.StreamBytes,
    };

    public static CaptureConfig ToConfig(CaptureBody? body) => body is null
        ? CaptureConfig.Standard
        : new CaptureConfig
        {
            Level = body.Level,
            SampleShare = body.SampleShare,
            MaxRequestBytes = body.MaxRequestBytes,
            MaxResponseBytes = body.MaxResponseBytes,
            StoreLongBodies = body.StoreLongBodies,
            StreamTime = body.StreamTime,
            StreamBytes = body.StreamBytes,
        };
}
