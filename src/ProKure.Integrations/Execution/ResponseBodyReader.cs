using System.Buffers;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Execution;

/// <summary>Reads a response's body into memory, up to a limit.</summary>
internal static class ResponseBodyReader
{
    private const int FirstBuffer = 4 * 1024;

    /// <summary>The body, expanded, as far as it was read.</summary>
    /// <param name="Bytes">The bytes, at most as many as the limit allows.</param>
    /// <param name="WireBytes">How many bytes were read for them, compressed.</param>
    /// <param name="ExceedsLimit">Whether the body is longer than the limit.</param>
    public readonly record struct Body(ReadOnlyMemory<byte> Bytes, long WireBytes, bool ExceedsLimit);

    public static async Task<Body> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        await using var received = await content.ReadAsStreamAsync(cancellationToken);
        var wire = new CountingStream(received);
        var codings = content.Headers.ContentEncoding;
        await using var stream = codings.Count == 0 ? wire : await ContentCodings.ExpandAsync(wire, [.. codings], cancellationToken);
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
                    return new Body(buffer.AsSpan(0, filled).ToArray(), wire.Count, ExceedsLimit: false);
                if (filled > limit)
                    return new Body(buffer.AsSpan(0, limit).ToArray(), wire.Count, ExceedsLimit: true);
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
