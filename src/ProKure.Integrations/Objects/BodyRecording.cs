using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Capture;
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
    }

    internal ObjectOptions Options { get; }

    /// <summary>The memory that long answers take.</summary>
    internal ByteBudget InFlight { get; }

    /// <summary>Begins to record a body.</summary>
    /// <param name="key">Names it where it is kept whole.</param>
    /// <param name="capture">Redacts it.</param>
    /// <param name="contentType">Its content type as it was declared; null for none.</param>
    /// <param name="redacted">Takes what was removed.</param>
    /// <param name="expected">Bytes that are probably coming.</param>
    internal BodyRecorder Begin(string key, PayloadCapture capture, string? contentType, RedactedFields redacted, int expected) =>
        new(capture.Rules, contentType, redacted, Options.MaxBodyBytes, expected, () => _spool.BeginBody(key, _store.Name, _keys));

    /// <summary>Records headers and a body that is in memory.</summary>
    /// <param name="key">Names the body where it is kept whole.</param>
    /// <param name="capture">Redacts it.</param>
    /// <param name="headers">The message's headers.</param>
    /// <param name="contentHeaders">The body's headers; null without a body.</param>
    /// <param name="body">The body.</param>
    /// <param name="isWhole">Whether it is all of the body.</param>
    /// <param name="redacted">Takes what was removed.</param>
    internal CapturedPayload Record(
        string key, PayloadCapture capture, HttpHeaders headers, HttpContentHeaders? contentHeaders, ReadOnlyMemory<byte> body, bool isWhole, RedactedFields redacted)
    {
        var payload = new CapturedPayload { Headers = capture.Headers(headers, contentHeaders, redacted) };
        if (body.IsEmpty)
            return isWhole ? payload : payload with { IsTruncated = true };
        using var recorder = Begin(key, capture, PayloadCapture.ContentTypeOf(contentHeaders), redacted, body.Length + 64);
        recorder.Write(body.Span);
        return recorder.Complete(isWhole) with { Headers = payload.Headers };
    }
}
