using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Capture;

/// <summary>How much is stored of one attempt: the endpoint's settings, decided for its business act and this moment.</summary>
internal sealed class CaptureTerms
{
    /// <summary>What a traced body may have in the log; any store takes two of them in a document.</summary>
    public const int TracedBodyBytes = 4 << 20;

    private const double UsualShare = 0.1;

    private readonly CaptureConfig _capture;

    /// <param name="capture">What endpoint and system say.</param>
    /// <param name="trace">The endpoint's trace; null for none.</param>
    /// <param name="correlationId">The business act: what is decided for one of its attempts is decided for all.</param>
    /// <param name="now">When the attempt begins.</param>
    public CaptureTerms(CaptureConfig capture, TraceConfig? trace, string correlationId, DateTimeOffset now)
    {
        _capture = capture;
        Trace = trace is not null && trace.Until > now ? trace : null;
        Level = Trace is not null ? CaptureLevel.Full : Decide(capture, correlationId);
    }

    /// <summary>Everything, as where nothing is said.</summary>
    public static CaptureTerms Standard { get; } = new(CaptureConfig.Standard, null, "", default);

    /// <summary>How much is stored; never <see cref="CaptureLevel.Sampled"/>.</summary>
    public CaptureLevel Level { get; }

    /// <summary>The trace that runs; null for none.</summary>
    public TraceConfig? Trace { get; }

    /// <summary>Whether anything is stored of what was sent and received.</summary>
    public bool KeepsOutlines => Level > CaptureLevel.None;

    /// <summary>Whether the bodies of an attempt are stored that does not succeed.</summary>
    public bool KeepsBodiesOfFailures => Level >= CaptureLevel.Errors;

    /// <summary>Whether the bodies of any attempt are stored.</summary>
    public bool KeepsBodies => Level == CaptureLevel.Full;

    /// <summary>Whether bodies too long for the log are kept beside it.</summary>
    public bool KeepsLongBodies => Trace is not null || _capture.StoreLongBodies != false;

    /// <summary>How long a stream is read; null where nothing is said.</summary>
    public TimeSpan? StreamTime => _capture.StreamTime;

    /// <summary>How many bytes of a stream are read; null where nothing is said.</summary>
    public long? StreamBytes => _capture.StreamBytes;

    /// <summary>The longest request body in the log.</summary>
    /// <param name="usual">The hub's own limit.</param>
    public int RequestLimit(int usual) => Limit(_capture.MaxRequestBytes, usual);

    /// <summary>The longest response body in the log.</summary>
    /// <param name="usual">The hub's own limit.</param>
    public int ResponseLimit(int usual) => Limit(_capture.MaxResponseBytes, usual);

    private int Limit(int? wanted, int usual) => Trace is not null ? Math.Max(TracedBodyBytes, usual) : Math.Min(wanted ?? usual, usual);

    private static CaptureLevel Decide(CaptureConfig capture, string correlationId) => (capture.Level ?? CaptureLevel.Full) switch
    {
        CaptureLevel.Sampled => IsInSample(correlationId, capture.SampleShare ?? UsualShare) ? CaptureLevel.Full : CaptureLevel.Errors,
        var level => level,
    };

    // By a hash rather than by chance, so that every hub decides alike, today and at the retry tomorrow. Callers choose correlation ids: a hash that is spread evenly for any of them.
    private static bool IsInSample(string correlationId, double share)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(correlationId));
        return BinaryPrimitives.ReadUInt32BigEndian(hash) < share * (1L << 32);
    }
}
