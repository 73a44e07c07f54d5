using System.Buffers;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Objects;

/// <summary>
/// Collects a redacted body in memory up to a limit; what is longer goes, from its first byte on, to where whole bodies are kept, and only its beginning stays. Where it cannot
/// be kept, the rest is let go.
/// </summary>
internal sealed class SpillingBuffer(int limit, int expected, Func<IWholeBody?> keep) : IBufferWriter<byte>, IDisposable
{
    private const int Scrap = 4 << 10;

    // The head of a body that will certainly spill is rented and given back: many that come at once share those of the ones before.
    private bool _isRented = expected >= limit;
    private byte[] _head = expected >= limit ? ArrayPool<byte>.Shared.Rent(limit + Scrap) : new byte[Math.Max(expected, 256)];
    private int _length;
    private IWholeBody? _whole;
    private byte[]? _scrap;

    /// <summary>The body, or its beginning.</summary>
    public ReadOnlyMemory<byte> Head => _head.AsMemory(0, _length);

    /// <summary>Whether the body was too long for memory.</summary>
    public bool IsSpilt { get; private set; }

    /// <summary>Whether what comes is not kept any more.</summary>
    public bool IsShed => IsSpilt && _whole is null;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (!IsSpilt)
        {
            Reserve(Math.Max(sizeHint, 1));
            return _head.AsMemory(_length);
        }

        if (_whole is not null)
        {
            try
            {
                return _whole.GetMemory(sizeHint);
            }
            catch (Exception fault) when (DiskFault.Is(fault))
            {
                Shed();
            }
        }

        return _scrap is { } scrap && scrap.Length >= sizeHint ? scrap : _scrap = new byte[Math.Max(sizeHint, Scrap)];
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count)
    {
        if (!IsSpilt)
        {
            _length += count;
            if (_length > limit)
                Spill();
            return;
        }

        try
        {
            _whole?.Advance(count);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            Shed();
        }
    }

    /// <summary>Has what is in memory kept elsewhere, and what follows.</summary>
    public void Spill()
    {
        IsSpilt = true;
        try
        {
            _whole = keep();
            _whole?.Write(_head.AsSpan(0, _length));
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            Shed();
        }
    }

    /// <summary>The body is over.</summary>
    /// <returns>Where it is kept; null where it is all in memory, or could not be kept.</returns>
    public BodyReference? Complete()
    {
        try
        {
            return _whole?.Complete();
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            return null;
        }
        finally
        {
            Shed();
        }
    }

    /// <summary>Lets go of what is kept elsewhere and was not completed. Of a body that spilt, the head is no more to be read.</summary>
    public void Dispose()
    {
        Shed();
        if (IsSpilt)
            GiveBack();
    }

    private void Shed()
    {
        _whole?.Dispose();
        _whole = null;
    }

    private void Reserve(int room)
    {
        if (_head.Length - _length >= room)
            return;
        var larger = new byte[Math.Max(Math.Min(_head.Length * 2, limit + Scrap), _length + room)];
        var length = _length;
        _head.AsSpan(0, length).CopyTo(larger);
        GiveBack();
        (_head, _length) = (larger, length);
    }

    // Only what was written is wiped: what was not is no memory yet.
    private void GiveBack()
    {
        var (head, used) = (_head, _length);
        (_head, _length) = ([], 0);
        if (!_isRented)
            return;
        _isRented = false;
        head.AsSpan(0, Math.Min(head.Length, used + Scrap)).Clear();
        ArrayPool<byte>.Shared.Return(head);
    }
}
