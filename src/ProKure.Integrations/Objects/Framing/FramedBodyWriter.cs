using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ProKure.Integrations.Objects.Framing;

/// <summary>
/// Writes a body as independent frames, each compressed and sealed for itself, with an index at the end: header, frames, index, length of the index, mark. Any part of the
/// body can be read from the frames that hold it; memory does not depend on the body's length; one that was not completed has no mark and is no body.
/// </summary>
internal sealed class FramedBodyWriter : IBufferWriter<byte>, IDisposable
{
    public const int StandardFrame = 256 << 10;
    public const int TrailerBytes = sizeof(int) + 8;

    private readonly Stream _output;
    private readonly FrameSeal _seal;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<int> _lengths = [];
    private readonly int _frameBytes;
    private readonly byte[] _frame;
    private readonly byte[] _packed;
    private byte[]? _wide;
    private bool _isWide;
    private bool _isDisposed;
    private int _filled;
    private long _bytes;

    /// <param name="output">Takes the framed body; stays open.</param>
    /// <param name="key">The body's own key; null for no encryption.</param>
    /// <param name="frameBytes">Plain bytes of a frame.</param>
    public FramedBodyWriter(Stream output, BodyDataKey? key, int frameBytes = StandardFrame)
    {
        (_output, _frameBytes) = (output, frameBytes);
        var header = BodyHeader.New(frameBytes, key);
        _seal = header.Seal(key?.Secret);
        _frame = ArrayPool<byte>.Shared.Rent(frameBytes);
        _packed = ArrayPool<byte>.Shared.Rent(FrameCodec.MaxPacked(frameBytes) + FrameSeal.TagBytes);
        _output.Write(header.Bytes.Span);
    }

    /// <summary>The mark that a complete body ends with.</summary>
    public static ReadOnlySpan<byte> Mark => "PKBODY\n."u8;

    /// <summary>Plain bytes so far.</summary>
    public long Bytes => _bytes + _filled;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_filled == _frameBytes)
            Flush();
        var room = _frameBytes - _filled;
        _isWide = sizeHint > room;
        if (!_isWide)
            return _frame.AsMemory(_filled, room);

        // More in one piece than the frame has room for: it is cut when it is known what was written.
        if (_wide is null || _wide.Length < sizeHint)
            _wide = new byte[sizeHint];
        return _wide;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        if (_isWide)
            Write(_wide.AsSpan(0, count));
        else
            _filled += count;
    }

    public void Write(ReadOnlySpan<byte> plain)
    {
        while (!plain.IsEmpty)
        {
            if (_filled == _frameBytes)
                Flush();
            var length = Math.Min(plain.Length, _frameBytes - _filled);
            plain[..length].CopyTo(_frame.AsSpan(_filled));
            _filled += length;
            plain = plain[length..];
        }
    }

    /// <summary>Writes what has waited, and the index.</summary>
    /// <returns>Length and SHA-256 of the plain body, the latter in lower-case hex.</returns>
    public (long Bytes, string Sha256) Complete()
    {
        Flush();
        var hash = _hash.GetHashAndReset();
        var index = BodyIndex.Write(_bytes, hash, _lengths);
        var sealedIndex = new byte[index.Length + FrameSeal.TagBytes + TrailerBytes];
        index.CopyTo(sealedIndex, 0);
        _seal.Close(FrameSeal.IndexNumber, sealedIndex.AsSpan(0, index.Length), sealedIndex.AsSpan(index.Length, FrameSeal.TagBytes));
        BinaryPrimitives.WriteInt32LittleEndian(sealedIndex.AsSpan(index.Length + FrameSeal.TagBytes), index.Length + FrameSeal.TagBytes);
        Mark.CopyTo(sealedIndex.AsSpan(sealedIndex.Length - Mark.Length));
        _output.Write(sealedIndex);
        return (_bytes, Convert.ToHexStringLower(hash));
    }

    public void Dispose()
    {
        // Buffers that are given back twice would be two bodies' at once.
        if (_isDisposed)
            return;
        _isDisposed = true;
        _seal.Dispose();
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_frame, clearArray: true);
        ArrayPool<byte>.Shared.Return(_packed, clearArray: true);
    }

    private void Flush()
    {
        if (_filled == 0)
            return;
        var plain = _frame.AsSpan(0, _filled);
        _hash.AppendData(plain);
        var length = FrameCodec.Pack(plain, _packed);
        _seal.Close((uint)_lengths.Count, _packed.AsSpan(0, length), _packed.AsSpan(length, FrameSeal.TagBytes));
        _output.Write(_packed, 0, length + FrameSeal.TagBytes);
        _lengths.Add(length + FrameSeal.TagBytes);
        _bytes += _filled;
        _filled = 0;
    }
}
