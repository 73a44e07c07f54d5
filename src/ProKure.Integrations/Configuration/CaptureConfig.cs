namespace ProKure.Integrations.Configuration;

/// <summary>
/// How much of exchanges is stored. An endpoint's settings go before its system's; what neither says is as usual. Whatever they say, what is stored is redacted, and the record of each
/// attempt is durable before the first byte leaves.
/// </summary>
public sealed record CaptureConfig
{
    /// <summary>Says nothing: everything is stored.</summary>
    public static readonly CaptureConfig Standard = new();

    /// <summary>How much is stored; null takes the system's, and there <see cref="CaptureLevel.Full"/>.</summary>
    public CaptureLevel? Level { get; init; }

    /// <summary>With <see cref="CaptureLevel.Sampled"/>: the share of business acts, told apart by correlation id, of which everything is stored. 0 to 1; null for 0.1.</summary>
    public double? SampleShare { get; init; }

    /// <summary>Longer request bodies stand in the log with their beginning only. 1 KiB to the hub's <c>Objects:MaxBodyBytes</c>, which is also what null means.</summary>
    public int? MaxRequestBytes { get; init; }

    /// <summary>Longer response bodies stand in the log with their beginning only. 1 KiB to the hub's <c>Objects:MaxBodyBytes</c>, which is also what null means.</summary>
    public int? MaxResponseBytes { get; init; }

    /// <summary>Whether bodies too long for the log are kept whole beside it; null for true. False keeps their beginning only.</summary>
    public bool? StoreLongBodies { get; init; }

    /// <summary>
    /// How long an answer is read that is a stream of events, or is stored and not mapped; then it is cut off, which is no failure. Null: 10 s for streams of events, the call's
    /// time limit for others, which is a failure.
    /// </summary>
    public TimeSpan? StreamTime { get; init; }

    /// <summary>
    /// How many bytes are read of an answer that is a stream of events, or is stored and not mapped; then it is cut off, which is no failure. Null: 1 MiB of streams of events,
    /// the hub's <c>Objects:MaxObjectBytes</c> of others, where more is a failure.
    /// </summary>
    public long? StreamBytes { get; init; }

    /// <summary>These settings, and where they say nothing those of the system.</summary>
    public CaptureConfig Over(CaptureConfig system) => new()
    {
        Level = Level ?? system.Level,
        SampleShare = Level is null ? system.SampleShare : SampleShare,
        MaxRequestBytes = MaxRequestBytes ?? system.MaxRequestBytes,
        MaxResponseBytes = MaxResponseBytes ?? system.MaxResponseBytes,
        StoreLongBodies = StoreLongBodies ?? system.StoreLongBodies,
        StreamTime = StreamTime ?? system.StreamTime,
        StreamBytes = StreamBytes ?? system.StreamBytes,
    };
}

/// <summary>How much of an exchange is stored. Each level stores what the one before it does.</summary>
public enum CaptureLevel
{
    /// <summary>Who called what, when, how it ended and how long it took. Nothing that was sent or received, no URL.</summary>
    None,

    /// <summary>URL and headers as well, no bodies and nothing quoted from them.</summary>
    Metadata,

    /// <summary>Bodies of attempts that did not succeed as well.</summary>
    Errors,

    /// <summary>As <see cref="Errors"/>, and everything of a share of business acts.</summary>
    Sampled,

    /// <summary>Everything.</summary>
    Full,
}
