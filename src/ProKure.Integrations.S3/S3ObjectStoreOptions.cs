namespace ProKure.Integrations.S3;

/// <summary>Where in S3, or in what speaks its protocol, bodies are kept; section <c>Objects:S3</c>.</summary>
public sealed class S3ObjectStoreOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Objects:S3";

    /// <summary>The bucket; has to exist.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>The server's URL, as <c>https://minio.example:9000</c>; null, the default, is Amazon's in <see cref="Region"/>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The region. Default <c>us-east-1</c>, which servers that know no regions take too.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Whether the bucket stands in the path rather than in the host's name. Most servers other than Amazon's need it. Default false.</summary>
    public bool PathStyle { get; set; }

    /// <summary>What all keys begin with, as <c>hub/</c>; empty, the default, for nothing.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The access key's id; null, the default, leaves it to the environment (variables, profile, the machine's role).</summary>
    public string? AccessKey { get; set; }

    /// <summary>The access key's secret; null together with <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Encryption by the server: <c>AES256</c> or <c>aws:kms</c>; null, the default, leaves it to the bucket's own setting.</summary>
    public string? ServerSideEncryption { get; set; }

    /// <summary>Id of the key for <c>aws:kms</c>; null takes the account's own.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>How long the server may take for one request. 1 s to 1 h; default 60 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Objects are sent in parts of this length where they are longer. 5 MiB to 1 GiB; default 8 MiB.</summary>
    public int PartBytes { get; set; } = 8 << 20;

    /// <summary>What may be shown of it: nothing of keys.</summary>
    public string Place => $"s3://{Bucket}/{Prefix} at {Endpoint ?? Region}";
}
