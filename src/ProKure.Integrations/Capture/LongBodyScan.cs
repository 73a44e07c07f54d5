using System.Buffers;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Capture;

/// <summary>Looks through bodies that are kept outside the log, as they stream by, up to a bound for each and for all together.</summary>
/// <param name="bodies">Finds them.</param>
/// <param name="maxBodyBytes">The most bytes of one body.</param>
/// <param name="maxBytes">The most bytes of all.</param>
public sealed class LongBodyScan(StoredBodies bodies, long maxBodyBytes, long maxBytes)
{
    private const int Piece = 64 << 10;
    private long _left = maxBytes;

    /// <summary>Bodies that were looked through only in part, or not at all, for the bounds' sake.</summary>
    public int Cut { get; private set; }

    /// <summary>Bodies that are not there any more, or cannot be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Puts down what in the body would be removed today.</summary>
    /// <exception cref="StoreUnavailableException">The object store is away.</exception>
    internal async Task LookAsync(BodyReference reference, RedactionRules rules, RedactedFields found, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(Math.Min(reference.Bytes, maxBodyBytes), _left);
        Cut += wanted < reference.Bytes ? 1 : 0;
        if (wanted == 0)
            return;
        try
        {
            await using var body = await bodies.OpenAsync(reference, cancellationToken);
            if (body is null)
                Unreadable++;
            else
                await LookAsync(body, wanted, new RedactionWriter(rules, null, new Nowhere(), found), cancellationToken);
        }
        catch (InvalidDataException)
        {
            Unreadable++;
        }
    }

    private async Task LookAsync(Stream body, long wanted, RedactionWriter writer, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (wanted > 0 && await body.ReadAsync(piece.AsMemory(0, (int)Math.Min(Piece, wanted)), cancellationToken) is var read and > 0)
            {
                writer.Write(piece.AsSpan(0, read));
                wanted -= read;
                _left -= read;
            }

            writer.Complete();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>What comes out of redaction is nobody's here.</summary>
    private sealed class Nowhere : IBufferWriter<byte>
    {
        private byte[] _buffer = new byte[4096];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_buffer.Length < sizeHint)
                _buffer = new byte[sizeHint];
            return _buffer;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
