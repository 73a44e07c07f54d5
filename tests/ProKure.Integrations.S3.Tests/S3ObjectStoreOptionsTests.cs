namespace ProKure.Integrations.S3.Tests;

public sealed class S3ObjectStoreOptionsTests
{
    [Fact]
    public void Validate_EveryFault_IsTold()
    {
        var result = new S3ObjectStoreOptionsValidator().Validate(null, new S3ObjectStoreOptions
        {
            Endpoint = "https://user:secret-4711@minio.example",
            Region = "",
            SecretKey = "secret-4712",
            ServerSideEncryption = "rot13",
            KmsKeyId = "k",
            Timeout = TimeSpan.Zero,
            PartBytes = 1,
            Prefix = "/x",
        });

        Assert.Equal(
            [
                "Objects:S3:Bucket: Expected the name of a bucket, found nothing.",
                "Objects:S3:Endpoint: Expected a URL such as https://minio.example:9000 without path and user, found one with a user.",
                "Objects:S3:Region: Expected a region such as us-east-1, found nothing.",
                "Objects:S3:AccessKey: Expected AccessKey and SecretKey together, or neither, found only the other one.",
                "Objects:S3:ServerSideEncryption: Expected AES256, aws:kms or nothing, found 'rot13'.",
                "Objects:S3:KmsKeyId: Expected it only with ServerSideEncryption aws:kms.",
                "Objects:S3:Timeout: Expected 00:00:01 to 01:00:00, found 00:00:00.",
                "Objects:S3:PartBytes: Expected 5242880 to 1073741824, found 1.",
                "Objects:S3:Prefix: Expected a path such as hub/, found '/x'.",
            ],
            result.Failures,
            StringComparer.Ordinal);
    }

    [Fact]
    public void Validate_BucketAlone_IsEnough() => Assert.True(new S3ObjectStoreOptionsValidator().Validate(null, new S3ObjectStoreOptions { Bucket = "b" }).Succeeded);
}
