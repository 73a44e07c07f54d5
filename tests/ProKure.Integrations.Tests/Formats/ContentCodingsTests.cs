using System.IO.Compression;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Tests.Formats;

public sealed class ContentCodingsTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("purchase order ", 1_000)));

    [Theory]
    [InlineData(ContentCoding.Identity, null)]
    [InlineData(ContentCoding.Gzip, "gzip")]
    [InlineData(ContentCoding.Deflate, "deflate")]
    [InlineData(ContentCoding.Br, "br")]
    public async Task CompressAndExpand_EachCoding_GoesRound(ContentCoding coding, string? name)
    {
        var compressed = ContentCodings.Compress(Body, coding);

        Assert.Equal(name, ContentCodings.NameOf(coding));
        Assert.Equal(coding == ContentCoding.Identity, compressed.Length == Body.Length);
        Assert.Equal(Body, await ExpandAsync(compressed, name is null ? [] : [name.ToUpperInvariant()]));
    }

    [Fact]
    public async Task Expand_DeflateWithoutZlibHeader_IsReadToo()
    {
        var raw = new MemoryStream();
        await using (var deflate = new DeflateStream(raw, CompressionLevel.Fastest, leaveOpen: true))
            await deflate.WriteAsync(Body, TestContext.Current.CancellationToken);

        Assert.Equal(Body, await ExpandAsync(raw.ToArray(), ["deflate"]));
    }

    [Fact]
    public async Task Expand_SeveralCodings_AreUndoneFromTheLast() => Assert.Equal(
        Body, await ExpandAsync(ContentCodings.Compress(ContentCodings.Compress(Body, ContentCoding.Gzip), ContentCoding.Br), ["gzip", "br"]));

    [Fact]
    public async Task Expand_NothingAtAll_IsNothing() => Assert.Empty(await ExpandAsync(default, ["deflate"]));

    [Theory]
    [InlineData("the Content-Encoding 'zstd' is unknown", "zstd")]
    [InlineData("the body is compressed 4 times, more than 3", "gzip", "gzip", "gzip", "gzip")]
    public async Task Expand_UnknownOrTooMany_IsRefused(string message, params string[] codings) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<InvalidDataException>(() => ExpandAsync(Body, codings))).Message);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Expand_BytesThatAreNotCompressed_IsAFault(string coding) =>
        Assert.Equal($"it is not compressed as '{coding}'", (await Assert.ThrowsAsync<InvalidDataException>(() => ExpandAsync(Body, [coding]))).Message);

    [Theory]
    [InlineData(ContentCoding.Gzip, "gzip")]
    [InlineData(ContentCoding.Deflate, "deflate")]
    [InlineData(ContentCoding.Br, "br")]
    public async Task Expand_BodyThatBreaksOff_IsNotTakenForAWholeOne(ContentCoding coding, string name)
    {
        var compressed = ContentCodings.Compress(Body, coding);

        for (var length = 1; length < compressed.Length; length++)
        {
            var fault = await Assert.ThrowsAsync<EndOfStreamException>(() => ExpandAsync(compressed[..length], [name]));
            Assert.Equal($"what is compressed as '{name}' has no end", fault.Message);
        }
    }

    [Theory]
    [InlineData(ContentCoding.Gzip, "gzip")]
    [InlineData(ContentCoding.Deflate, "deflate")]
    [InlineData(ContentCoding.Br, "br")]
    public async Task Expand_InPieces_IsWhole(ContentCoding coding, string name)
    {
        await using var expanded = await ContentCodings.ExpandAsync(new SingleBytes(ContentCodings.Compress(Body, coding)), [name], TestContext.Current.CancellationToken);
        var whole = new MemoryStream();

        await expanded.CopyToAsync(whole, TestContext.Current.CancellationToken);

        Assert.Equal(Body, whole.ToArray());
    }

    [Fact]
    public async Task Expand_Bomb_CostsNoMoreThanItsReaderTakes()
    {
        var bomb = ContentCodings.Compress(ContentCodings.Compress(new byte[100_000_000], ContentCoding.Gzip), ContentCoding.Gzip);
        var counting = new CountingStream(new MemoryStream(bomb.ToArray()));
        await using var expanded = await ContentCodings.ExpandAsync(counting, ["gzip", "gzip"], TestContext.Current.CancellationToken);

        await expanded.ReadExactlyAsync(new byte[1_000], TestContext.Current.CancellationToken);

        Assert.InRange(counting.Count, 1, bomb.Length);
        Assert.InRange(bomb.Length, 1, 50_000);
    }

    private static async Task<byte[]> ExpandAsync(ReadOnlyMemory<byte> compressed, IReadOnlyList<string> codings)
    {
        await using var stream = await ContentCodings.ExpandAsync(new MemoryStream(compressed.ToArray()), codings, TestContext.Current.CancellationToken);
        var whole = new MemoryStream();
        await stream.CopyToAsync(whole, TestContext.Current.CancellationToken);
        return whole.ToArray();
    }

    // As a slow network gives them.
    private sealed class SingleBytes(ReadOnlyMemory<byte> bytes) : ReadingStream
    {
        private int _at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at == bytes.Length)
                return ValueTask.FromResult(0);
            buffer.Span[0] = bytes.Span[_at++];
            return ValueTask.FromResult(1);
        }
    }
}
