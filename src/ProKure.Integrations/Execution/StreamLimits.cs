using ProKure.Integrations.Capture;

namespace ProKure.Integrations.Execution;

/// <summary>Where an answer is cut off that may never end, though nothing is wrong with it. One that meets the hub's own limits, or the call's, has failed.</summary>
/// <param name="Time">How long it is read; null until the call's time is up.</param>
/// <param name="Bytes">How much of it is read; null up to the hub's limit.</param>
internal readonly record struct StreamLimits(TimeSpan? Time, long? Bytes)
{
    /// <summary>How long a stream of events is read where nothing is said.</summary>
    public static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(10);

    /// <summary>How much of a stream of events is read where nothing is said.</summary>
    public const long UsualBytes = 1 << 20;

    /// <summary>No limits but the hub's and the call's.</summary>
    public static readonly StreamLimits None;

    /// <summary>The limits of an answer: those of the endpoint for what it stores and for streams of events, which have some in any case.</summary>
    public static StreamLimits Of(CaptureTerms terms, bool isStored, string? mediaType)
    {
        var isEvents = "text/event-stream".Equals(mediaType, StringComparison.OrdinalIgnoreCase);
        return isEvents ? new(terms.StreamTime ?? UsualTime, terms.StreamBytes ?? UsualBytes)
            : isStored ? new(terms.StreamTime, terms.StreamBytes)
            : None;
    }
}
