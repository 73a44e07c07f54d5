using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.S3;

/// <summary>
/// Objects in S3, or in what speaks its protocol. Longer ones are sent in parts, of which nothing is left when an upload fails. The hub's own uploader retries, so the client
/// does not.
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly S3ObjectStoreOptions _options;
    private readonly AmazonS3Client _client;

    /// <summary>Sets up the client; nothing is sent yet.</summary>
    public S3ObjectStore(IOptions<S3ObjectStoreOptions> options)
    {
        _options = options.Value;
        var config = new AmazonS3Config
        {
            ForcePathStyle = _options.PathStyle,
            MaxErrorRetry = 0,
            Timeout = _options.Timeout,
            AuthenticationRegion = _options.Region,

            // Servers other than Amazon's do not know the newer checksums; the body has its own.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (_options.Endpoint is { } endpoint)
            config.ServiceURL = endpoint;
        else
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(_options.Region);
        _client = _options is { AccessKey: { } id, SecretKey: { } secret } ? new AmazonS3Client(new BasicAWSCredentials(id, secret), config) : new AmazonS3Client(config);
    }

    /// <inheritdoc/>
    public string Name => "s3";

    /// <inheritdoc/>
    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => S3Fault.GuardAsync(
        async () =>
        {
            if (content.Length <= _options.PartBytes)
                await _client.PutObjectAsync(PutRequest(key, content), cancellationToken);
            else
                await PutInPartsAsync(key, content, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken) => S3Fault.GuardAsync(
        async () =>
        {
            try
            {
                var found = await _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = KeyOf(key) }, cancellationToken);
                return found.ContentLength;
            }
            catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.NotFound)
            {
                return (long?)null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken) => S3Fault.GuardAsync(
        async () =>
        {
            try
            {
                var request = new GetObjectRequest { BucketName = _options.Bucket, Key = KeyOf(key), ByteRange = new ByteRange(offset, offset + length - 1) };
                var response = await _client.GetObjectAsync(request, cancellationToken);
                if (response.HttpStatusCode == HttpStatusCode.PartialContent || offset == 0)
                    return new S3Stream(response, length);
                response.Dispose();
                throw new StoreUnavailableException("The object store does not serve parts of objects.");
            }
            catch (AmazonS3Exception fault) when (fault is { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" })
            {
                return (Stream?)null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => S3Fault.GuardAsync(
        () => _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _options.Bucket, Key = KeyOf(key) }, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = KeyOf(prefix) };
        ListObjectsV2Response page;
        do
        {
            page = await S3Fault.GuardAsync(() => _client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
                yield return new StoredObject(found.Key[_options.Prefix.Length..], found.Size ?? 0, found.LastModified?.ToUniversalTime() ?? DateTimeOffset.MaxValue);
            request.StartAfter = page.S3Objects is [.., var last] ? last.Key : null;
        }
        while (page.IsTruncated == true);
    }

    /// <inheritdoc/>
    public Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellationToken) => S3Fault.GuardAsync(
        async () =>
        {
            var removed = 0;
            try
            {
                var begun = await _client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = _options.Bucket, Prefix = _options.Prefix }, cancellationToken);
                foreach (var upload in (begun.MultipartUploads ?? []).Where(upload => upload.Initiated?.ToUniversalTime() < before.UtcDateTime))
                {
                    await AbortAsync(upload.Key, upload.UploadId, cancellationToken);
                    removed++;
                }
            }
            catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.NotImplemented)
            {
                // A server that cannot list them has a rule of its own for them, or none.
            }

            return removed;
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task PutInPartsAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest
        {
            BucketName = _options.Bucket,
            Key = KeyOf(key),
            ContentType = "application/octet-stream",
            ServerSideEncryptionMethod = Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = _options.KmsKeyId,
        };
        var id = (await _client.InitiateMultipartUploadAsync(begin, cancellationToken)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            for (var left = content.Length; left > 0; left -= _options.PartBytes)
            {
                var part = await _client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = _options.Bucket,
                        Key = KeyOf(key),
                        UploadId = id,
                        PartNumber = parts.Count + 1,
                        PartSize = Math.Min(left, _options.PartBytes),
                        InputStream = content,
                        IsLastPart = left <= _options.PartBytes,
                        UseChunkEncoding = false,
                    },
                    cancellationToken);
                parts.Add(new PartETag(parts.Count + 1, part.ETag));
            }

            await _client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = _options.Bucket, Key = KeyOf(key), UploadId = id, PartETags = parts }, cancellationToken);
        }
        catch
        {
            // Given up or broken off: what was sent must not stay, whoever gave up.
            await TryAbortAsync(KeyOf(key), id);
            throw;
        }
    }

    private async Task TryAbortAsync(string key, string id)
    {
        try
        {
            using var patience = new CancellationTokenSource(_options.Timeout);
            await AbortAsync(key, id, patience.Token);
        }
        catch (Exception fault) when (fault is AmazonServiceException or HttpRequestException or OperationCanceledException or IOException)
        {
            // The server is away: RemoveUnfinishedAsync finds it later.
        }
    }

    private Task<AbortMultipartUploadResponse> AbortAsync(string key, string id, CancellationToken cancellationToken) => _client.AbortMultipartUploadAsync(
        new AbortMultipartUploadRequest { BucketName = _options.Bucket, Key = key, UploadId = id }, cancellationToken);

    private PutObjectRequest PutRequest(string key, Stream content) => new()
    {
        BucketName = _options.Bucket,
        Key = KeyOf(key),
        InputStream = content,
        AutoCloseStream = false,
        ContentType = "application/octet-stream",
        UseChunkEncoding = false,
        ServerSideEncryptionMethod = Encryption,
        ServerSideEncryptionKeyManagementServiceKeyId = _options.KmsKeyId,
    };

    private ServerSideEncryptionMethod? Encryption => _options.ServerSideEncryption is { } method ? ServerSideEncryptionMethod.FindValue(method) : null;

    private string KeyOf(string key) => _options.Prefix + key;
}
