using System.Buffers;

namespace ProKure.Integrations.Execution;

/// <summary>Reads a response's body into memory, up to a limit.</summary>
internal static class ResponseBodyReader
{
    private const int FirstBuffer = 4 * 1024;

    /// <summary>The body as far as it was read, and whether it is longer than the limit.</summary>
    public readonly record struct Body(ReadOnlyMemory<byte> Bytes, bool ExceedsLimit);

    public static async Task<Body> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var expected = content.Headers.ContentLength is { } length and > 0 ? (int)Math.Min(length, limit) + 1 : FirstBuffer;
        var buffer = ArrayPool<byte>.Shared.Rent(expected);
        try
        {
            var filled = 0;
            while (true)
            {
                // One byte more than allowed tells a body of just the limit from a longer one.
                var room = Math.Min(buffer.Length, limit + 1) - filled;
                var read = await stream.ReadAsync(buffer.AsMemory(filled, room), cancellationToken);
                filled += read;
                if (read == 0)
                    return new Body(buffer.AsSpan(0, filled).ToArray(), ExceedsLimit: false);
                if (filled > limit)
                    return new Body(buffer.AsSpan(0, limit).ToArray(), ExceedsLimit: true);
                if (filled == buffer.Length)
                    buffer = Grow(buffer, filled);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int filled)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
