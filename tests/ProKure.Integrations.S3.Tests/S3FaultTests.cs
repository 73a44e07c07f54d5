using Microsoft.Extensions.Options;
using ProKure.TestKit.Objects;

namespace ProKure.Integrations.S3.Tests;

/// <summary>What the store does when S3 refuses or the source breaks off.</summary>
public sealed class S3FaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_InPartsBreaksOff_PartsAreTakenBack()
    {
        await using var server = new S3Double(request => request.HttpMethod switch
        {
            "POST" => (200, "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>bodies/a</Key><UploadId>upload-1</UploadId></InitiateMultipartUploadResult>"),
            "DELETE" => (204, ""),
            _ => (200, ""),
        });
        using var store = Open(server.Url);
        await using var source = new BrokenStream(length: 12 << 20, good: 6 << 20);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PutAsync("bodies/a", source, Cancel));

        Assert.StartsWith("POST /b/bodies/a?uploads", server.Asked.First(), StringComparison.Ordinal);
        Assert.Contains(server.Asked, asked => asked.StartsWith("PUT /b/bodies/a?", StringComparison.Ordinal) && asked.Contains("partNumber=1", StringComparison.Ordinal));
        Assert.StartsWith("DELETE /b/bodies/a?uploadId=upload-1", server.Asked.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemoveUnfinished_OldUploads_AreTakenBackAndYoungOnesStay()
    {
        const string Uploads = """
            <ListMultipartUploadsResult><Bucket>b</Bucket><IsTruncated>false</IsTruncated>
              <Upload><Key>bodies/old</Key><UploadId>old-1</UploadId><Initiated>2026-11-20T00:00:00.000Z</Initiated></Upload>
              <Upload><Key>bodies/new</Key><UploadId>new-1</UploadId><Initiated>2026-11-26T00:00:00.000Z</Initiated></Upload>
            </ListMultipartUploadsResult>
            """;
        await using var server = new S3Double(request => request.HttpMethod == "GET" ? (200, Uploads) : (204, ""));
        using var store = Open(server.Url);

        Assert.Equal(1, await store.RemoveUnfinishedAsync(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero), Cancel));

        Assert.StartsWith("DELETE /b/bodies/old?uploadId=old-1", Assert.Single(server.Asked, asked => asked.StartsWith("DELETE", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_MoreThanAPage_GoesOnBehindTheLastKey()
    {
        await using var server = new S3Double(request => (200, request.QueryString["start-after"] switch
        {
            null => Page("true", "bodies/a", "bodies/b"),
            "bodies/b" => Page("false", "bodies/c"),
            _ => "",
        }));
        using var store = Open(server.Url);
        var keys = new List<string>();

        await foreach (var stored in store.ListAsync("bodies/", Cancel))
            keys.Add(stored.Key);

        Assert.Equal(["bodies/a", "bodies/b", "bodies/c"], keys);
        Assert.Equal(2, server.Asked.Count);
    }

    [Theory]
    [InlineData(403, "SignatureDoesNotMatch")]
    [InlineData(503, "SlowDown")]
    public async Task Put_Refused_IsToldOnceWithoutTheSecret(int status, string code)
    {
        await using var server = new S3Double(_ => (status, $"<Error><Code>{code}</Code><Message>no</Message></Error>"));
        using var store = Open(server.Url);
        await using var content = new MemoryStream([1]);

        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PutAsync("bodies/a", content, Cancel));

        Assert.Equal($"The object store answers {status} {code}.", fault.Message);
        Assert.DoesNotContain("secret-4711", fault.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    private static string Page(string isTruncated, params string[] keys) =>
        $"<ListBucketResult><Name>b</Name><IsTruncated>{isTruncated}</IsTruncated>{string.Concat(keys.Select(key => $"<Contents><Key>{key}</Key><Size>1</Size><LastModified>2026-11-26T00:00:00.000Z</LastModified></Contents>"))}</ListBucketResult>";

    private static S3ObjectStore Open(string url) => new(Options.Create(new S3ObjectStoreOptions
    {
        Bucket = "b",
        Endpoint = url,
        PathStyle = true,
        AccessKey = "key",
        SecretKey = "secret-4711",
        PartBytes = 5 << 20,
    }));
}
