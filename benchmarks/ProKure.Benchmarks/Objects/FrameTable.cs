using System.Globalization;
using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace ProKure.Benchmarks.Objects;

/// <summary>How small and how fast the frames of long bodies are packed: with what the hub uses beside what it could use, on the same frames in one run.</summary>
internal static class FrameTable
{
    private const int FrameBytes = 256 << 10;
    private const int Frames = 8;

    private static readonly byte[] Room = new byte[2 * FrameBytes];

    public static string Make()
    {
        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Frames of long bodies

            One run on one machine, one core (.NET {Environment.Version}, ZstdSharp.Port 0.8.8); CPU time of the process, of many short runs the one that a tenth are faster than.
            {Frames} frames of {FrameBytes >> 10} KiB, each packed for itself. The hub packs with Brotli 1.

            | body | packed with | size | pack MB/s | unpack MB/s |
            |---|---|---:|---:|---:|

            """));
        foreach (var (name, frames) in Bodies())
        {
            foreach (var codec in Codecs())
            {
                var packed = frames.ConvertAll(frame => Room[..codec.Pack(frame)]);
                for (var i = 0; i < Frames; i++)
                {
                    if (!Room.AsSpan(0, codec.Unpack(packed[i])).SequenceEqual(frames[i]))
                        throw new InvalidDataException($"{codec.Name} does not give back what it was given.");
                }

                var (bytes, size) = ((double)Frames * FrameBytes, packed.Sum(frame => frame.Length));
                var (pack, unpack) = (CpuTime.Measure(() => frames.ForEach(frame => codec.Pack(frame))), CpuTime.Measure(() => packed.ForEach(frame => codec.Unpack(frame))));
                table.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {codec.Name} | {100 * size / bytes:N1} % | {bytes / pack / 1e6:N0} | {bytes / unpack / 1e6:N0} |");
            }
        }

        return table.ToString();
    }

    private static IEnumerable<Codec> Codecs()
    {
        yield return OfBrotli(1);
        yield return OfBrotli(4);
        yield return new Codec("gzip, fastest", Gzip, Gunzip);
        foreach (var level in new[] { 1, 3 })
        {
            using var compressor = new Compressor(level);
            using var decompressor = new Decompressor();
            yield return new Codec($"zstd {level}", frame => compressor.Wrap(frame, Room), packed => decompressor.Unwrap(packed, Room));
        }
    }

    // The window as the hub has it: no more than a frame.
    private static Codec OfBrotli(int level) => new(
        $"Brotli {level}",
        frame => BrotliEncoder.TryCompress(frame, Room, out var written, level, 18) ? written : throw new InvalidOperationException("The frame has no room."),
        packed => BrotliDecoder.TryDecompress(packed, Room, out var written) ? written : throw new InvalidDataException("The frame cannot be read."));

    private static int Gzip(byte[] frame)
    {
        using var output = new MemoryStream(Room);
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(frame);
        return (int)output.Position;
    }

    private static int Gunzip(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return gzip.ReadAtLeast(Room, Room.Length, throwOnEndOfStream: false);
    }

    private static IEnumerable<(string Name, List<byte[]> Frames)> Bodies()
    {
        var random = new Random(1);
        yield return ("JSON, orders", Cut(() =>
            $$"""{"po_number":"PO-{{random.Next(100_000)}}","company":"DE01","currency":"EUR","created_at":"2026-11-{{random.Next(10, 30)}}T11:{{random.Next(10, 60)}}:44Z","vendor":{"external_code":"V-{{random.Next(1_000_000)}}","name":"Müller & Söhne GmbH"},"items":[{"line":1,"item_code":"MAT-{{random.Next(10_000)}}","description":"Hex bolt M8x40, zinc plated","quantity":{{random.Next(1_000)}},"price":{{random.Next(100_000) / 100.0}},"uom":"PCE"}]},"""));
        yield return ("JSON, numbers and ids", Cut(() => $$"""{"id":"{{NewId(random)}}","amount":{{random.NextDouble()}},"at":{{random.NextInt64()}}},"""));
        yield return ("XML, orders", Cut(() =>
            $"<Order id='{random.Next(100_000)}'><Vendor code=\"V-{random.Next(1_000_000)}\">Müller &amp; Söhne</Vendor><Item><Material>MAT-{random.Next(10_000)}</Material><Text>Hex bolt M8x40, zinc plated</Text><Qty uom='PCE'>{random.Next(1_000)}</Qty></Item></Order>"));
    }

    private static Guid NewId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static List<byte[]> Cut(Func<string> piece)
    {
        var text = new StringBuilder();
        while (text.Length < Frames * FrameBytes)
            text.Append(CultureInfo.InvariantCulture, $"{piece()}");
        return [.. Encoding.UTF8.GetBytes(text.ToString()).Chunk(FrameBytes).Take(Frames)];
    }

    private sealed record Codec(string Name, Func<byte[], int> Pack, Func<byte[], int> Unpack);
}
