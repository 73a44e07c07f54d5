using System.IO.Compression;
using System.Net;
using System.Text.Json;

namespace ProKure.Samples.Sap.Tests.Behaviors;

public sealed class OddBodiesTests
{
    [Theory]
    [InlineData("MAT-HUGE", 20_000_000)]
    [InlineData("MAT-HUGE-1", 1_000_000)]
    public async Task Huge_StreamsValidJsonOfExactlyItsSize(string material, long bytes)
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync(material);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentLength);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(bytes, body.Length);
        using var json = JsonDocument.Parse(body);
        Assert.Equal("4500012345", json.RootElement.GetProperty("d").GetProperty("PurchaseOrder").GetString());
    }

    [Theory]
    [InlineData("MAT-GZIP", 50)]
    [InlineData("MAT-GZIP-3", 3_000_000)]
    public async Task Gzip_UnpacksToItsSize(string material, int bytes)
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync(material);

        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        var packed = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(packed.Length < 100_000, $"{packed.Length} bytes are not packed");
        await using var unpacking = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var body = new MemoryStream();
        await unpacking.CopyToAsync(body, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, body.Length);
        using var json = JsonDocument.Parse(body.ToArray());
        Assert.Equal("4500012345", json.RootElement.GetProperty("d").GetProperty("PurchaseOrder").GetString());
    }

    [Fact]
    public async Task NoJson_AnswersOkWithBrokenJson()
    {
        await using var caller = await SapCaller.StartAsync();

        using var answer = await caller.CreateAsync("MAT-NOJSON");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.ReadTextAsync();
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(text));
    }
}
