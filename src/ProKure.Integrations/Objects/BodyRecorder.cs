using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Objects;

/// <summary>Records one body while it streams by: redacts it, keeps in memory what stands in the log, and hands longer ones whole to where such are kept.</summary>
internal sealed class BodyRecorder : IDisposable
{
    private readonly int _limit;
    private readonly SpillingBuffer _buffer;
    private readonly RedactionWriter _writer;

    /// <param name="rules">What is redacted.</param>
    /// <param name="contentType">The body's content type as it was declared; null for none.</param>
    /// <param name="found">Takes what was removed.</param>
    /// <param name="limit">Longer bodies are cut in the log.</param>
    /// <param name="expected">Bytes that are probably coming.</param>
    /// <param name="keep">Begins to keep a whole body; null where that is not possible now.</param>
    public BodyRecorder(RedactionRules rules, string? contentType, RedactedFields found, int limit, int expected, Func<IWholeBody?> keep)
    {
        _limit = limit;
        _buffer = new SpillingBuffer(limit, expected, keep);
        _writer = new RedactionWriter(rules, contentType, _buffer, found);
    }

    /// <summary>Whether the body is too long for the log and cannot be kept elsewhere: reading on would be for nothing.</summary>
    public bool IsShed => _buffer.IsShed;

    /// <summary>Takes the next piece of the body.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _writer.Write(bytes);

    /// <summary>Has the body kept beside the log whatever its length.</summary>
    public void Keep()
    {
        if (!_buffer.IsSpilt)
            _buffer.Spill();
    }

    /// <summary>The body is over.</summary>
    /// <param name="isWhole">Whether what was taken is all of it.</param>
    /// <returns>The body as it is stored, without headers.</returns>
    public CapturedPayload Complete(bool isWhole = true)
    {
        // Told before the end is: a text that was cut off is no JSON any more, but its beginning is.
        var isJsonSoFar = !isWhole && _writer.IsJsonSoFar();
        _writer.Complete();
        var format = _writer.Format;
        if (isJsonSoFar && format == BodyFormat.Text)
            format = BodyFormat.Json;
        if (!_buffer.IsSpilt && format == BodyFormat.Base64 && ((_buffer.Head.Length + 2L) / 3 * 4) > _limit)
            _buffer.Spill();
        if (!_buffer.IsSpilt && isWhole)
            return new CapturedPayload { Body = format == BodyFormat.Base64 ? BodyHead.Base64(_buffer.Head.Span) : _buffer.Head, Format = format };
        return new CapturedPayload
        {
            Body = BodyHead.Cut(_buffer.Head, _limit, format),
            Format = _buffer.Head.IsEmpty ? BodyFormat.None : format,
            IsTruncated = true,
            Reference = _buffer.Complete(),
        };
    }

    public void Dispose() => _buffer.Dispose();
}
