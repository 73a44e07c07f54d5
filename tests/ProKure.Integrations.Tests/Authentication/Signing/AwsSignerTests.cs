using System.Text;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Authentication.Signing;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Tests.Authentication.Signing;

/// <summary>The examples that AWS publishes: its test suite for Signature Version 4, the guide's ListUsers request, and those of S3's reference.</summary>
public sealed class AwsSignerTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

    // https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html
    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")] // get-vanilla
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")] // get-vanilla-query-order-key-case
    [InlineData("GET", "/?Param1=value1", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb")] // get-vanilla-empty-query-key
    [InlineData("GET", "/?Param1=value2&Param1=Value1", "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1")] // get-vanilla-query-order-key
    [InlineData("GET", "/?Param1=value2&Param1=value1", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694")] // get-vanilla-query-order-value
    [InlineData("GET", "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197")] // get-vanilla-query-unreserved
    [InlineData("GET", "/?ሴ=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04")] // get-vanilla-utf8-query
    [InlineData("GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f")] // get-unreserved
    [InlineData("GET", "/example/..", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")] // get-relative
    [InlineData("POST", "/?Param1=value1", "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11")] // post-vanilla-query
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")] // post-vanilla
    public void Sign_TestSuite_GivesThePublishedSignature(string method, string pathAndQuery, string signature)
    {
        var signed = Suite("service").Sign(new OutgoingRequest(method, new Uri($"https://example.amazonaws.com{pathAndQuery}"), [], null));

        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}",
            Header(signed, "Authorization"));
        Assert.Equal("20150830T123600Z", Header(signed, "X-Amz-Date"));
    }

    [Fact]
    public void Sign_TestSuiteFormBody_SignsTheContentType()
    {
        var body = Encoding.UTF8.GetBytes("Param1=value1");

        var signed = Suite("service").Sign(new OutgoingRequest("POST", new Uri("https://example.amazonaws.com/"), [], new EncodedBody(body, body, "application/x-www-form-urlencoded", null)));

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            Header(signed, "Authorization"));
    }

    // The guide's example of signing a request to IAM.
    [Fact]
    public void Sign_ListUsers_GivesThePublishedSignature()
    {
        var request = new OutgoingRequest(
            "GET", new Uri("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"), [new("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")], null);

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            Header(Suite("iam").Sign(request), "Authorization"));
    }

    // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html: "GET Bucket Lifecycle" and "GET Bucket (List Objects)".
    [Theory]
    [InlineData("/?lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("/?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void Sign_S3_GivesThePublishedSignature(string pathAndQuery, string signature)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));
        var hmac = new HmacConfig { Preset = HmacPreset.AwsSigv4, KeyId = "AKIAIOSFODNN7EXAMPLE", Region = "us-east-1", Service = "s3" };

        var signed = new AwsSigner(hmac, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null, time)
            .Sign(new OutgoingRequest("GET", new Uri($"https://examplebucket.s3.amazonaws.com{pathAndQuery}"), [], null));

        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}",
            Header(signed, "Authorization"));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Header(signed, "X-Amz-Content-Sha256"));
    }

    [Fact]
    public void Sign_WithTemporaryKeys_SignsTheirToken()
    {
        var hmac = new HmacConfig { Preset = HmacPreset.AwsSigv4, KeyId = "ASIA", Region = "eu-central-1", Service = "execute-api" };

        var signed = new AwsSigner(hmac, "secret", "session-token", Time).Sign(new OutgoingRequest("GET", new Uri("https://a.example/x"), [], null));

        Assert.Equal("session-token", Header(signed, "X-Amz-Security-Token"));
        Assert.Contains("SignedHeaders=host;x-amz-date;x-amz-security-token", Header(signed, "Authorization"), StringComparison.Ordinal);
    }

    private static AwsSigner Suite(string service) => new(
        new HmacConfig { Preset = HmacPreset.AwsSigv4, KeyId = "AKIDEXAMPLE", Region = "us-east-1", Service = service }, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null, Time);

    private static string Header(OutgoingRequest request, string name) => Assert.Single(request.Headers, header => header.Key == name).Value;
}
