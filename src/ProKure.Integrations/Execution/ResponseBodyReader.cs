using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Execution;

/// <summary>
/// Reads an answer's body: into memory up to what the endpoint maps; one that is longer is read on and recorded while it comes, in constant memory, until it ends or a limit of
/// recording is reached.
/// </summary>
internal sealed class ResponseBodyReader : IDisposable
{
    private const int FirstBuffer = 4 << 10;
    private const int Chunk = 64 << 10;

    // Shorter ones are not counted: they are many, and together they are little.
    private const int Uncounted = 1 << 20;

    // What recording takes beside the head: frames, their packed forms, tokens.
    private const int RecorderBytes = 1 << 20;

    private readonly Attempt _attempt;
    private readonly BodyRecording _bodies;
    private readonly ExternalResponse _response;
    private readonly int _limit;
    private CountingStream? _wire;
    private readonly SecretMask? _mask;
    private RunningMask? _running;
    private BodyRecorder? _recorder;
    private readonly List<byte[]> _chunks = [];
    private int _filled;
    private long _expanded;
    private bool _isWhole;

    public ResponseBodyReader(Attempt attempt, BodyRecording bodies)
    {
        (_attempt, _bodies, _response) = (attempt, bodies, attempt.Response!);
        _limit = attempt.ResponseLimit ?? attempt.Plan!.Endpoint.MaxResponseBytes;

        // An answer that echoes what was sent with the request shows it to nobody: not to the log, not to rules and transforms, not to the caller. A token's own exchange has to
        // read it.
        if (attempt is { Authentication.Mask: { IsEmpty: false } mask, Confidential: null })
            _mask = mask;
    }

    /// <summary>What is to be said of a body that is longer than what is mapped; null for others.</summary>
    public string? Excess { get; private set; }

    private long RecordingBytes => _bodies.Options.MaxBodyBytes + RecorderBytes;

    private HttpContentHeaders Headers => _response.Message.Content.Headers;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var received = await _response.Message.Content.ReadAsStreamAsync(cancellationToken);
        _wire = new CountingStream(received);
        var codings = Headers.ContentEncoding;
        await using var stream = codings.Count == 0 ? _wire : await ContentCodings.ExpandAsync(_wire, [.. codings], cancellationToken);
        var announced = codings.Count == 0 ? Headers.ContentLength : null;
        if (announced is not { } known || known <= _limit)
        {
            if (await ReadIntoMemoryAsync(stream, Headers.ContentLength, cancellationToken))
                return;
        }

        if (_attempt.Confidential is null)
            await RecordAsync(stream, codings.Count > 0, cancellationToken);
        else
            Excess = Told("nothing of it is kept");
    }

    /// <summary>Hands over what was read. A body that broke off is one that there was more of.</summary>
    public void Complete()
    {
        (_response.WireBytes, _response.BodyBytes) = (_wire?.Count ?? 0, _recorder is null ? _filled : _expanded);
        _response.IsCutShort = !_isWhole;
        if (_recorder is null)
        {
            ReadOnlyMemory<byte> body = Joined();
            _response.Body = _mask is null ? body : _isWhole ? _mask.Mask(body) : _mask.MaskCut(body);
            return;
        }

        _running?.Complete(_isWhole);
        _response.Recorded = _recorder.Complete(_isWhole);
    }

    public void Dispose()
    {
        _recorder?.Dispose();
        ReturnChunks();
    }

    // True when that was all. What is expected is no more than a hint: of a compressed body, only the compressed length is known.
    private async Task<bool> ReadIntoMemoryAsync(Stream stream, long? expected, CancellationToken cancellationToken)
    {
        if (expected > Uncounted)
            await MakeRoomAsync(_limit, cancellationToken);
        var (chunk, used) = (AddChunk(expected is > 0 and < Chunk ? (int)expected.Value + 1 : expected is null ? FirstBuffer : Chunk), 0);
        while (true)
        {
            // One byte more than allowed tells a body of just the limit from a longer one.
            var read = await stream.ReadAsync(chunk.AsMemory(used, Math.Min(chunk.Length - used, _limit + 1 - _filled)), cancellationToken);
            (_filled, used) = (_filled + read, used + read);
            if (read == 0)
                return _isWhole = true;
            if (_filled > _limit)
                return false;
            if (used < chunk.Length)
                continue;
            if (_filled + Chunk > Uncounted && _response.Room is null)
                await MakeRoomAsync(_limit, cancellationToken);
            (chunk, used) = (AddChunk(Chunk), 0);
        }
    }

    // Taken once and whole: who held a part while waiting for more would keep others waiting who do the same.
    private async Task MakeRoomAsync(long inMemory, CancellationToken cancellationToken) =>
        _response.Room ??= await _bodies.InFlight.RentAsync((2 * inMemory) + RecordingBytes, cancellationToken);

    private async Task RecordAsync(Stream stream, bool isCompressed, CancellationToken cancellationToken)
    {
        await MakeRoomAsync(inMemory: 0, cancellationToken);
        var longest = Math.Max(_bodies.Options.MaxObjectBytes, _limit);
        _recorder = _bodies.Begin(
            _attempt.BodyKeyOf(BodySide.Response), _attempt.Plan!.Capture, PayloadCapture.ContentTypeOf(Headers), _attempt.Redacted, _bodies.Options.MaxBodyBytes);
        _running = _mask is null ? null : new RunningMask(_mask, _recorder.Write);
        var left = _filled;
        foreach (var part in _chunks)
        {
            Record(part.AsSpan(0, Math.Min(part.Length, left)));
            left -= Math.Min(part.Length, left);
        }

        ReturnChunks();
        _response.Room!.ShrinkTo(RecordingBytes);
        Excess = Told("it is recorded as far as it came");
        var chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            while (true)
            {
                if (_recorder.IsShed)
                {
                    Excess = Told("only its beginning is recorded, because the disk has no room for the whole");
                    return;
                }

                if (isCompressed && _expanded > _wire!.Count * _bodies.Options.MaxExpansion)
                {
                    Excess = Told(FormattableString.Invariant($"it was cut off after {_expanded} bytes, which {_wire.Count} bytes had expanded to"));
                    return;
                }

                // One byte more than allowed, here too.
                var room = longest - _expanded;
                var read = await stream.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, room + 1)), cancellationToken);
                Record(chunk.AsSpan(0, (int)Math.Min(read, room)));
                if (read > room)
                {
                    Excess = Told(string.Create(CultureInfo.InvariantCulture, $"its first {longest} bytes are recorded"));
                    return;
                }

                if (read == 0)
                {
                    _isWhole = true;
                    Excess = Told("it is recorded whole");
                    return;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
        }
    }

    private void Record(ReadOnlySpan<byte> bytes)
    {
        if (_running is null)
            _recorder!.Write(bytes);
        else
            _running.Write(bytes);
        _expanded += bytes.Length;
    }

    private string Told(string what) => string.Create(CultureInfo.InvariantCulture, $"The answer is longer than the {_limit} bytes that the endpoint allows; {what}.");

    // Chunks rather than one buffer that doubles: the pool keeps what is returned to it, and large buffers of many sizes would be kept for each thread.
    private byte[] AddChunk(int length)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(length);
        _chunks.Add(chunk);
        return chunk;
    }

    private byte[] Joined()
    {
        var (body, at) = (new byte[_filled], 0);
        foreach (var chunk in _chunks)
        {
            var length = Math.Min(chunk.Length, _filled - at);
            chunk.AsSpan(0, length).CopyTo(body.AsSpan(at));
            at += length;
        }

        return body;
    }

    private void ReturnChunks()
    {
        _chunks.ForEach(chunk => ArrayPool<byte>.Shared.Return(chunk));
        _chunks.Clear();
    }
}
