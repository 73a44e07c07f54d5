using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Authentication.Signing;

/// <summary>
/// AWS Signature Version 4 in the Authorization header
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). Signed are the host, the content type, and all headers whose names begin with X-Amz-.
/// </summary>
internal sealed class AwsSigner(HmacConfig hmac, string secret, string? sessionToken, TimeProvider time) : RequestSigner
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    // S3 signs the path as it is, and wants the body's hash in a header; everybody else encodes the path once more.
    private readonly bool _isS3 = hmac.Service is "s3" or "s3-outposts" or "s3express";

    public override OutgoingRequest Sign(OutgoingRequest request)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var moment = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = moment[..8];
        var bodyHash = Hash(request.Body is { } body ? body.Sent.Span : default);
        request = request with { Headers = With(request.Headers, "X-Amz-Date", moment) };
        if (_isS3)
            request = request with { Headers = With(request.Headers, "X-Amz-Content-Sha256", bodyHash) };
        if (sessionToken is not null)
            request = request with { Headers = With(request.Headers, "X-Amz-Security-Token", sessionToken) };

        var headers = SignedHeaders(request);
        var names = string.Join(';', headers.Keys);
        var canonical = string.Join('\n',
        [
            request.Method, Path(request.Url), Query(request.Url), .. headers.Select(header => $"{header.Key}:{header.Value}"), "", names, bodyHash,
        ]);
        var scope = $"{day}/{hmac.Region}/{hmac.Service}/aws4_request";
        var toSign = $"{Algorithm}\n{moment}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Convert.ToHexStringLower(Mac(KeyOf(day), toSign));
        return request with { Headers = With(request.Headers, "Authorization", $"{Algorithm} Credential={hmac.KeyId}/{scope}, SignedHeaders={names}, Signature={signature}") };
    }

    private byte[] KeyOf(string day)
    {
        var key = Mac(Encoding.UTF8.GetBytes($"AWS4{secret}"), day);
        key = Mac(key, hmac.Region!);
        key = Mac(key, hmac.Service!);
        return Mac(key, "aws4_request");
    }

    private static SortedDictionary<string, string> SignedHeaders(OutgoingRequest request)
    {
        var url = request.Url;
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}" };
        if (request.Body is { } body)
            signed["content-type"] = Trimmed(body.ContentType);
        foreach (var (name, value) in request.Headers)
        {
            var lower = name.ToLowerInvariant();
            if (lower.StartsWith("x-amz-", StringComparison.Ordinal) || (lower == "content-type" && request.Body is null))
                signed[lower] = signed.TryGetValue(lower, out var before) ? $"{before},{Trimmed(value)}" : Trimmed(value);
        }

        return signed;
    }

    private string Path(Uri url)
    {
        var path = url.AbsolutePath.Length == 0 ? "/" : url.AbsolutePath;
        return _isS3 ? path : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
    }

    private static string Query(Uri url)
    {
        var parameters = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter =>
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (parameter, "") : (parameter[..equals], parameter[(equals + 1)..]);
            return (Name: Encoded(name), Value: Encoded(value));
        });
        return string.Join('&', parameters.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value}"));
    }

    private static string Encoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    // Sequences of spaces are one.
    private static string Trimmed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
