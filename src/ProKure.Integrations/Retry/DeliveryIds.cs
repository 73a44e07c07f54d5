using System.Buffers.Binary;

namespace ProKure.Integrations.Retry;

/// <summary>A delivery's id begins with the time when it was accepted (UUID version 7, RFC 9562), so that ids in their order are deliveries in theirs.</summary>
public static class DeliveryIds
{
    /// <summary>The bound of the ids of all deliveries that were accepted at or after this time, to the millisecond.</summary>
    public static Guid LowestAt(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds());
        if (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < time)
            milliseconds++;
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)milliseconds << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
