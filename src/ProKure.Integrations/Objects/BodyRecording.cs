using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Objects;

/// <summary>Records the bodies of exchanges: short ones in the log alone, long ones whole in the outbox of the object store as well.</summary>
public sealed class BodyRecording
{
    private readonly HubSpool _spool;
    private readonly IObjectStore _store;
    private readonly IMasterKeyProvider _keys;

    /// <summary>Sets up the recording.</summary>
    public BodyRecording(HubSpool spool, IObjectStore store, IMasterKeyProvider keys, IOptions<ObjectOptions> options)
    {
        (_spool, _store, _keys, Options) = (spool, store, keys, options.Value);
        InFlight = new ByteBudget(Options.MaxBytesInFlight);
        Streaming = new ByteBudget(Options.MaxConcurrentBodies);
    }

    internal ObjectOptions Options { get; }

    /// <summary>The memory that long answers take.</summary>
    internal ByteBudget InFlight { get; }

    /// <summary>How many answers over 64 KiB are read at a time, whatever memory they take.</summary>
    internal ByteBudget Streaming { get; }

    /// <summary>The longest body in the log that the attempt's endpoint allows.</summary>
    internal int LimitOf(Attempt attempt, BodySide side) =>
        side == BodySide.Request ? attempt.Terms.RequestLimit(Options.MaxBodyBytes) : attempt.Terms.ResponseLimit(Options.MaxBodyBytes);

    /// <summary>Begins to record a body.</summary>
    /// <param name="attempt">Whose body it is: says how it is redacted, and how much of it is kept.</param>
    /// <param name="side">Which of its bodies.</param>
    /// <param name="contentType">Its content type as it was declared; null for none.</param>
    /// <param name="expected">Bytes that are probably coming.</param>
    /// <param name="isKept">Whether it is kept beside the log also where the endpoint keeps no long bodies.</param>
    internal BodyRecorder Begin(Attempt attempt, BodySide side, string? contentType, int expected, bool isKept = false)
    {
        var key = attempt.BodyKeyOf(side);
        return new BodyRecorder(
            attempt.Plan!.Capture.Rules, contentType, attempt.Redacted, LimitOf(attempt, side), expected,
            isKept || attempt.Terms.KeepsLongBodies ? () => _spool.BeginBody(key, _store.Name, _keys) : static () => null);
    }

    /// <summary>Records a body that is in memory.</summary>
    /// <param name="attempt">Whose body it is.</param>
    /// <param name="side">Which of its bodies.</param>
    /// <param name="contentType">Its content type as it was declared; null for none.</param>
    /// <param name="body">The body.</param>
    /// <param name="isWhole">Whether it is all of the body.</param>
    /// <returns>The body as it is stored, without headers.</returns>
    internal CapturedPayload Record(Attempt attempt, BodySide side, string? contentType, ReadOnlyMemory<byte> body, bool isWhole)
    {
        if (body.IsEmpty)
            return new CapturedPayload { IsTruncated = !isWhole };
        using var recorder = Begin(attempt, side, contentType, body.Length + 64);
        recorder.Write(body.Span);
        return recorder.Complete(isWhole);
    }
}
