using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Execution;

/// <summary>
/// Reads an answer's body: into memory up to what the endpoint maps; one that is longer, and one that is to be stored, is recorded while it comes, in constant memory, until it ends or
/// a limit is reached.
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
    private readonly TimeProvider _time;
    private readonly ExternalResponse _response;
    private readonly int _limit;
    private readonly bool _isStored;
    private readonly StreamLimits _stream;
    private CountingStream? _wire;
    private readonly SecretMask? _mask;
    private RunningMask? _running;
    private BodyRecorder? _recorder;
    private readonly List<byte[]> _chunks = [];
    private int _filled;
    private long _expanded;
    private bool _isWhole;
    private string? _cutBy;

    public ResponseBodyReader(Attempt attempt, BodyRecording bodies, TimeProvider time)
    {
        (_attempt, _bodies, _time, _response) = (attempt, bodies, time, attempt.Response!);
        _isStored = StoredAnswer.IsWanted(attempt);
        _stream = attempt.Confidential is null ? StreamLimits.Of(attempt.Terms, _isStored, Headers.ContentType?.MediaType) : StreamLimits.None;
        _limit = (int)Math.Min(attempt.ResponseLimit ?? attempt.Plan!.Endpoint.MaxResponseBytes, _isStored ? int.MaxValue : _stream.Bytes ?? int.MaxValue);

        // An answer that echoes what was sent with the request shows it to nobody: not to the log, not to rules and transforms, not to the caller. A token's own exchange has to
        // read it.
        if (attempt is { Authentication.Mask: { IsEmpty: false } mask, Confidential: null })
            _mask = mask;
    }

    /// <summary>What is to be said of a body that is longer than what is mapped; null for others.</summary>
    public string? Excess { get; private set; }

    /// <summary>What is to be said of an answer that may never end, and that the endpoint does not store; null for others.</summary>
    public string? Endless { get; private set; }

    private int InlineBytes => _bodies.LimitOf(_attempt, BodySide.Response);

    private long RecordingBytes => InlineBytes + RecorderBytes;

    private HttpContentHeaders Headers => _response.Message.Content.Headers;

    public async Task ReadAsync(CancellationToken ended)
    {
        using var timeUp = _stream.Time is { } time ? new CancellationTokenSource(time, _time) : null;
        using var both = timeUp is null ? null : CancellationTokenSource.CreateLinkedTokenSource(ended, timeUp.Token);
        try
        {
            await ReadBodyAsync(both?.Token ?? ended);
        }
        catch (OperationCanceledException) when (timeUp?.IsCancellationRequested == true && !ended.IsCancellationRequested)
        {
            _cutBy = "TIME";
        }

        if (_cutBy is null || _isStored)
            return;
        Endless = string.Create(
            CultureInfo.InvariantCulture,
            $"The answer is a stream of events that had not ended after {(_cutBy == "TIME" ? $"{_stream.Time!.Value.TotalSeconds:0.###} s" : $"{_stream.Bytes} bytes")}. An endpoint stores such answers with response_format.type STORED.");

        // Kept beside the log whatever its length, so that there is a hash of what came.
        if (_recorder is null && _attempt.Terms.KeepsBodiesOfFailures)
        {
            BeginRecording();
            _recorder!.Keep();
        }
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
        if (_isStored && !_isWhole)
            _recorder.Keep();
        _response.Recorded = _recorder.Complete(_isWhole);
        if (_isStored && Excess is null && (_isWhole || _cutBy is not null))
            _response.Stored = StoredAnswer.Of(_response.Recorded, _cutBy);
    }

    public void Dispose()
    {
        _recorder?.Dispose();
        ReturnChunks();
    }

    private async Task ReadBodyAsync(CancellationToken cancellationToken)
    {
        await using var received = await _response.Message.Content.ReadAsStreamAsync(cancellationToken);
        _wire = new CountingStream(received);
        var codings = Headers.ContentEncoding;
        await using var stream = codings.Count == 0 ? _wire : await ContentCodings.ExpandAsync(_wire, [.. codings], cancellationToken);
        var announced = codings.Count == 0 ? Headers.ContentLength : null;
        if (!_isStored && (announced is null || announced <= _limit))
        {
            if (await ReadIntoMemoryAsync(stream, Headers.ContentLength, cancellationToken))
                return;
        }

        if (!_isStored && _limit == _stream.Bytes)
            _cutBy = "BYTES";
        else if (_attempt.Confidential is not null || !(_isStored || _attempt.Terms.KeepsBodiesOfFailures))
            Excess = Told("nothing of it is kept");
        else
            await RecordAsync(stream, codings.Count > 0, cancellationToken);
    }

    // True when that was all. What is expected is no more than a hint: of a compressed body, only the compressed length is known.
    private async Task<bool> ReadIntoMemoryAsync(Stream stream, long? expected, CancellationToken cancellationToken)
    {
        if (expected > Chunk)
            await TakePlaceAsync(cancellationToken);
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
            if (_filled >= Chunk)
                await TakePlaceAsync(cancellationToken);
            if (_filled + Chunk > Uncounted && _response.Room is null)
                await MakeRoomAsync(_limit, cancellationToken);
            (chunk, used) = (AddChunk(Chunk), 0);
        }
    }

    // Before the room: who has room never waits for a place.
    private async Task TakePlaceAsync(CancellationToken cancellationToken) => _response.Place ??= await _bodies.Streaming.RentAsync(1, cancellationToken);

    // Taken once and whole: who held a part while waiting for more would keep others waiting who do the same.
    private async Task MakeRoomAsync(long inMemory, CancellationToken cancellationToken) =>
        _response.Room ??= await _bodies.InFlight.RentAsync((2 * inMemory) + RecordingBytes, cancellationToken);

    private async Task RecordAsync(Stream stream, bool isCompressed, CancellationToken cancellationToken)
    {
        await TakePlaceAsync(cancellationToken);
        await MakeRoomAsync(inMemory: 0, cancellationToken);
        BeginRecording();
        _response.Room!.ShrinkTo(RecordingBytes);
        var longest = _isStored ? Math.Min(_stream.Bytes ?? long.MaxValue, _bodies.Options.MaxObjectBytes) : Math.Max(_bodies.Options.MaxObjectBytes, _limit);
        if (!_isStored)
            Excess = Told("it is recorded as far as it came");
        var chunk = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            while (true)
            {
                if (_recorder!.IsShed)
                {
                    if (!_isStored)
                        Excess = Told(_attempt.Terms.KeepsLongBodies ? "only its beginning is recorded, because the disk has no room for the whole" : "only its beginning is recorded");
                    return;
                }

                if (isCompressed && _expanded > _limit && _expanded > _wire!.Count * _bodies.Options.MaxExpansion)
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
                    AtLongest(longest);
                    return;
                }

                if (read == 0)
                {
                    _isWhole = true;
                    if (!_isStored)
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

    private void AtLongest(long longest)
    {
        if (_isStored && longest == _stream.Bytes)
            _cutBy = "BYTES";
        else
            Excess = Told(string.Create(CultureInfo.InvariantCulture, $"its first {longest} bytes are recorded"));
    }

    // What was read into memory so far is the beginning of what is recorded.
    private void BeginRecording()
    {
        var expected = (int)Math.Min(Headers.ContentLength ?? (_isStored ? Chunk : InlineBytes), InlineBytes);
        _recorder = _bodies.Begin(_attempt, BodySide.Response, _attempt.ResponseContentType, expected, isKept: _isStored);
        _running = _mask is null ? null : new RunningMask(_mask, _recorder.Write);
        var left = _filled;
        foreach (var part in _chunks)
        {
            Record(part.AsSpan(0, Math.Min(part.Length, left)));
            left -= Math.Min(part.Length, left);
        }

        ReturnChunks();
    }

    private void Record(ReadOnlySpan<byte> bytes)
    {
        if (_running is null)
            _recorder!.Write(bytes);
        else
            _running.Write(bytes);
        _expanded += bytes.Length;
    }

    private string Told(string what) => _isStored
        ? string.Create(CultureInfo.InvariantCulture, $"The answer cannot be stored whole; {what}.")
        : string.Create(CultureInfo.InvariantCulture, $"The answer is longer than the {_limit} bytes that the endpoint allows; {what}.");

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
