using System.Buffers;
using System.Buffers.Binary;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Objects.Framing;

/// <summary>
/// The plain body of a framed one. It can be sought without reading what lies in between; read forwards, the object comes in one stream, a frame at a time.
/// </summary>
internal sealed class FramedBodyStream : Stream
{
    // Header and index of a body up to 3 GiB come with the first and the second look.
    private const int FirstLook = 48 << 10;

    private readonly IBodySource _source;
    private readonly BodyHeader _header;
    private readonly BodyIndex _index;
    private readonly FrameSeal _seal;
    private readonly byte[] _frame;
    private byte[] _packed = [];
    private Stream? _coming;
    private int _nextFrame;
    private int _loaded = -1;
    private int _loadedBytes;
    private long _position;

    private FramedBodyStream(IBodySource source, BodyHeader header, BodyIndex index, FrameSeal seal)
    {
        (_source, _header, _index, _seal) = (source, header, index, seal);
        _frame = ArrayPool<byte>.Shared.Rent(header.FrameBytes);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _index.Bytes;

    /// <summary>SHA-256 of the plain body, lower-case hex, as its writer noted it.</summary>
    public string Sha256 => _index.Sha256;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected no negative position.");
    }

    /// <summary>Opens a framed body; the source belongs to the stream from then on.</summary>
    /// <param name="source">Where it is read from.</param>
    /// <param name="key">The key that it is kept under.</param>
    /// <param name="keys">The master keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">It is damaged, cut off, or encrypted with a key that is not known.</exception>
    public static Task<FramedBodyStream> OpenAsync(IBodySource source, string key, IMasterKeyProvider keys, CancellationToken cancellationToken) =>
        OpenAsync(source, key, (wrapped, body, _) => ValueTask.FromResult(BodyDataKey.Unwrap(keys, wrapped, body)), cancellationToken);

    /// <summary>Opens a framed body; the source belongs to the stream from then on.</summary>
    /// <param name="source">Where it is read from.</param>
    /// <param name="key">The key that it is kept under.</param>
    /// <param name="unwrap">Unwraps the data key of a header, for the key that the body is kept under.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">It is damaged, cut off, or encrypted with a key that is not known.</exception>
    public static async Task<FramedBodyStream> OpenAsync(
        IBodySource source, string key, Func<WrappedKey, string, CancellationToken, ValueTask<byte[]>> unwrap, CancellationToken cancellationToken)
    {
        FrameSeal? seal = null;
        try
        {
            var header = BodyHeader.Read(await ReadAsync(source, 0, (int)Math.Min(source.Length, BodyHeader.MaxLength), cancellationToken));
            seal = header.Seal(header.Key is { } wrapped ? await unwrap(wrapped, key, cancellationToken) : null);
            return new FramedBodyStream(source, header, await IndexAsync(source, header, seal, cancellationToken), seal);
        }
        catch
        {
            seal?.Dispose();
            source.Dispose();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= Length || buffer.IsEmpty)
            return 0;
        var number = (int)(_position / _header.FrameBytes);
        if (number != _loaded)
            await LoadAsync(number, cancellationToken);
        var at = (int)(_position - ((long)number * _header.FrameBytes));
        var length = Math.Min(buffer.Length, _loadedBytes - at);
        _frame.AsMemory(at, length).CopyTo(buffer);
        _position += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The body is read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _loaded != int.MinValue)
        {
            _loaded = int.MinValue;
            _coming?.Dispose();
            _seal.Dispose();
            _source.Dispose();
            ArrayPool<byte>.Shared.Return(_frame, clearArray: true);
        }

        base.Dispose(disposing);
    }

    private static async Task<BodyIndex> IndexAsync(IBodySource source, BodyHeader header, FrameSeal seal, CancellationToken cancellationToken)
    {
        var end = await ReadAsync(source, Math.Max(0, source.Length - FirstLook), (int)Math.Min(source.Length, FirstLook), cancellationToken);
        if (end.Length < FramedBodyWriter.TrailerBytes || !end.AsSpan().EndsWith(FramedBodyWriter.Mark))
            throw new InvalidDataException("The object is cut off.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(end.AsSpan(end.Length - FramedBodyWriter.TrailerBytes));
        var at = source.Length - FramedBodyWriter.TrailerBytes - length;
        if (length < FrameSeal.TagBytes || at < header.Length)
            throw new InvalidDataException("The object's end is damaged.");
        var sealedIndex = length <= end.Length - FramedBodyWriter.TrailerBytes
            ? end[(end.Length - FramedBodyWriter.TrailerBytes - length)..^FramedBodyWriter.TrailerBytes]
            : await ReadAsync(source, at, length, cancellationToken);
        var index = sealedIndex.AsSpan(0, length - FrameSeal.TagBytes);
        seal.Open(FrameSeal.IndexNumber, index, sealedIndex.AsSpan(index.Length));
        return BodyIndex.Read(index, header, at);
    }

    private static async Task<byte[]> ReadAsync(IBodySource source, long offset, int length, CancellationToken cancellationToken)
    {
        if (offset + length > source.Length)
            throw new InvalidDataException("The object is cut off.");
        var bytes = new byte[length];
        await using var part = await source.OpenAsync(offset, length, cancellationToken);
        await FillAsync(part, bytes, cancellationToken);
        return bytes;
    }

    private static async Task FillAsync(Stream part, Memory<byte> bytes, CancellationToken cancellationToken)
    {
        if (await part.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken) < bytes.Length)
            throw new InvalidDataException("The object is cut off.");
    }

    private async Task LoadAsync(int number, CancellationToken cancellationToken)
    {
        _loaded = -1;
        if (_coming is null || _nextFrame != number)
        {
            if (_coming is not null)
                await _coming.DisposeAsync();
            _coming = null;
            _coming = await _source.OpenAsync(_index.Offsets[number], _index.Offsets[^1] - _index.Offsets[number], cancellationToken);
        }

        _nextFrame = -1;
        var length = (int)(_index.Offsets[number + 1] - _index.Offsets[number]);
        if (length is < FrameSeal.TagBytes or > 64 << 20)
            throw new InvalidDataException("The object's index is damaged.");
        if (_packed.Length < length)
            _packed = new byte[length];
        await FillAsync(_coming, _packed.AsMemory(0, length), cancellationToken);
        var content = _packed.AsSpan(0, length - FrameSeal.TagBytes);
        _seal.Open((uint)number, content, _packed.AsSpan(content.Length, FrameSeal.TagBytes));
        _loadedBytes = (int)Math.Min(_header.FrameBytes, Length - ((long)number * _header.FrameBytes));
        FrameCodec.Unpack(content, _frame.AsSpan(0, _loadedBytes));
        (_loaded, _nextFrame) = (number, number + 1);
    }
}
