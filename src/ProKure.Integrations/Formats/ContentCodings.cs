using System.IO.Compression;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Formats;

/// <summary>Compression of bodies. Expanding is as lazy as its reader: a body that grows without end costs no more than the reader's limit.</summary>
internal static class ContentCodings
{
    /// <summary>What the hub can expand, for Accept-Encoding.</summary>
    public const string Accepted = "gzip, deflate, br";

    // Nobody needs more, and each layer multiplies what a body may grow to before the limit sees a byte.
    private const int MaxLayers = 3;

    public static string? NameOf(ContentCoding coding) => coding switch
    {
        ContentCoding.Identity => null,
        ContentCoding.Gzip => "gzip",
        ContentCoding.Deflate => "deflate",
        ContentCoding.Br => "br",
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "Not a member."),
    };

    public static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body, ContentCoding coding)
    {
        if (coding == ContentCoding.Identity)
            return body;
        var compressed = new MemoryStream();
        using (var stream = Compressing(compressed, coding))
            stream.Write(body.Span);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    /// <summary>A stream that expands what it reads from another one.</summary>
    /// <param name="compressed">The body as received.</param>
    /// <param name="codings">The answer's Content-Encoding, in the order in which they were applied.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What throws <see cref="InvalidDataException"/> where the body is not in its coding, and <see cref="EndOfStreamException"/> where it ends before its end.</returns>
    /// <exception cref="InvalidDataException">A coding is unknown, or there are too many.</exception>
    public static async ValueTask<Stream> ExpandAsync(Stream compressed, IReadOnlyList<string> codings, CancellationToken cancellationToken)
    {
        if (codings.Count > MaxLayers)
            throw new InvalidDataException($"the body is compressed {codings.Count} times, more than {MaxLayers}");
        var stream = compressed;
        foreach (var coding in codings.Reverse())
            stream = await ExpandAsync(stream, coding, cancellationToken);
        return stream;
    }

    private static async ValueTask<Stream> ExpandAsync(Stream stream, string coding, CancellationToken cancellationToken)
    {
        var source = new SourceStream(stream);
        return coding.ToLowerInvariant() switch
        {
            "" or "identity" => stream,
            "gzip" or "x-gzip" => new ExpandingStream(new GZipStream(source, CompressionMode.Decompress), source, coding),
            "br" => new ExpandingStream(new BrotliStream(source, CompressionMode.Decompress), source, coding),
            "deflate" => new ExpandingStream(await InflateAsync(source, cancellationToken), source, coding),
            _ => throw new InvalidDataException($"the Content-Encoding {Shown.Value(coding)} is unknown"),
        };
    }

    // Many servers send deflate without zlib's header. It shows: a header's first two bytes are a multiple of 31 (RFC 1950, section 2.2).
    private static async ValueTask<Stream> InflateAsync(SourceStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(head.AsMemory(0, length), stream);
        var hasHeader = length == 2 && (head[0] & 0x0F) == 8 && (head[0] << 8 | head[1]) % 31 == 0;
        return hasHeader ? new ZLibStream(whole, CompressionMode.Decompress) : new DeflateStream(whole, CompressionMode.Decompress);
    }

    private static Stream Compressing(Stream stream, ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        ContentCoding.Deflate => new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        ContentCoding.Br => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "Not a member."),
    };
}
