using System.IO.Compression;
using System.Text;

namespace ProKure.Samples.Sap.Behaviors;

/// <summary>Answers whose body is large, packed or broken.</summary>
internal static class OddBodies
{
    private const int DefaultHugeMegabytes = 20;
    private const int MaxMegabytes = 4_096;
    private const int BytesPerMegabyte = 1_000_000;
    private const int ChunkBytes = 50_000;

    private static readonly byte[] Chunk = Encoding.ASCII.GetBytes(new string('x', ChunkBytes));

    /// <summary>Created, in valid JSON of 20 MB or the number after the name, streamed without a length.</summary>
    public static async Task HugeAsync(Creation creation)
    {
        if (await creation.CreateAsync() is not { } order)
            return;
        creation.StartCreated(order);
        creation.Exchange.Response.ContentType = Answers.Json;
        await WriteLongTextAsync(creation, creation.Exchange.Response.Body, order.Number, creation.Number ?? DefaultHugeMegabytes);
    }

    /// <summary>Created, in gzip; with a number after the name it unpacks to so many MB.</summary>
    public static async Task GzipAsync(Creation creation)
    {
        if (await creation.CreateAsync() is not { } order)
            return;
        creation.StartCreated(order);
        creation.Exchange.Response.ContentType = Answers.Json;
        creation.Exchange.Response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(creation.Exchange.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await WriteLongTextAsync(creation, packed, order.Number, creation.Number ?? 0);
    }

    /// <summary>Creates nothing; a whole HTTP answer of 200 whose JSON breaks off.</summary>
    public static Task NotJsonAsync(Creation creation)
        => creation.Exchange.WriteTextAsync(StatusCodes.Status200OK, Answers.Json, "{\"d\":{\"PurchaseOrder\":\"45000");

    private static async Task WriteLongTextAsync(Creation creation, Stream body, string number, int megabytes)
    {
        var gone = creation.Exchange.Gone;
        var start = Encoding.ASCII.GetBytes($$$"""{"d":{"PurchaseOrder":"{{{number}}}","LongText":" """.TrimEnd());
        var end = "\"}}"u8.ToArray();
        var left = Math.Max(0, (long)Math.Min(megabytes, MaxMegabytes) * BytesPerMegabyte - start.Length - end.Length);

        await body.WriteAsync(start, gone);
        for (; left > 0; left -= Math.Min(left, ChunkBytes))
            await body.WriteAsync(Chunk.AsMemory(0, (int)Math.Min(left, ChunkBytes)), gone);
        await body.WriteAsync(end, gone);
    }
}
