using Microsoft.Extensions.Options;

namespace ProKure.Integrations.S3;

/// <summary>Checks <see cref="S3ObjectStoreOptions"/>; messages name the key and what was found, but nothing of secrets.</summary>
internal sealed class S3ObjectStoreOptionsValidator : IValidateOptions<S3ObjectStoreOptions>
{
    private const int ShortestPart = 5 << 20;
    private const int LongestPart = 1 << 30;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, S3ObjectStoreOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Bucket))
            faults.Add("Objects:S3:Bucket: Expected the name of a bucket, found nothing.");
        if (options.Endpoint is { } endpoint && !IsServer(endpoint))
            faults.Add($"Objects:S3:Endpoint: Expected a URL such as https://minio.example:9000 without path and user, found {(endpoint.Contains('@', StringComparison.Ordinal) ? "one with a user" : $"'{endpoint}'")}.");
        if (string.IsNullOrWhiteSpace(options.Region))
            faults.Add("Objects:S3:Region: Expected a region such as us-east-1, found nothing.");
        if (options.AccessKey is null != options.SecretKey is null)
            faults.Add($"Objects:S3:{(options.AccessKey is null ? "AccessKey" : "SecretKey")}: Expected AccessKey and SecretKey together, or neither, found only the other one.");
        if (options.ServerSideEncryption is not (null or "AES256" or "aws:kms"))
            faults.Add($"Objects:S3:ServerSideEncryption: Expected AES256, aws:kms or nothing, found '{options.ServerSideEncryption}'.");
        if (options.KmsKeyId is not null && options.ServerSideEncryption != "aws:kms")
            faults.Add("Objects:S3:KmsKeyId: Expected it only with ServerSideEncryption aws:kms.");
        if (options.Timeout < Shortest || options.Timeout > Longest)
            faults.Add($"Objects:S3:Timeout: Expected {Shortest} to {Longest}, found {options.Timeout}.");
        if (options.PartBytes is < ShortestPart or > LongestPart)
            faults.Add($"Objects:S3:PartBytes: Expected {ShortestPart} to {LongestPart}, found {options.PartBytes}.");
        if (options.Prefix.StartsWith('/') || (options.Prefix.Length > 0 && !options.Prefix.EndsWith('/')))
            faults.Add($"Objects:S3:Prefix: Expected a path such as hub/, found '{options.Prefix}'.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsServer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url.AbsolutePath == "/" && url.Query.Length == 0 && url.UserInfo.Length == 0;
}
