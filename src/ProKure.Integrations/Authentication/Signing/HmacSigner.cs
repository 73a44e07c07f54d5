using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Authentication.Signing;

/// <summary>A signature in the form that the settings describe.</summary>
internal sealed class HmacSigner(HmacConfig hmac, string secret, TimeProvider time) : RequestSigner
{
    private const string Signature = "{signature}";

    private readonly byte[] _key = HmacKey.Read(hmac, secret);

    public override OutgoingRequest Sign(OutgoingRequest request)
    {
        var now = time.GetUtcNow();
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);

        // Those without the signature first: what is signed may name them.
        foreach (var (name, text) in hmac.Headers.Where(header => !header.Value.Contains(Signature, StringComparison.Ordinal)))
            request = request with { Headers = With(request.Headers, name, Fill(text, request, now, nonce, "")) };
        var signature = HmacKey.Sign(hmac, _key, Fill(hmac.CanonicalString!, request, now, nonce, ""));
        var signed = request;
        foreach (var (name, text) in hmac.Headers.Where(header => header.Value.Contains(Signature, StringComparison.Ordinal)))
            signed = signed with { Headers = With(signed.Headers, name, Fill(text, request, now, nonce, signature)) };
        return signed;
    }

    private string Fill(string text, OutgoingRequest request, DateTimeOffset now, string nonce, string signature) => SignatureTemplate.Fill(
        text,
        name => name switch
        {
            "method" => request.Method,
            "host" => request.Url.IsDefaultPort ? request.Url.IdnHost : $"{request.Url.IdnHost}:{request.Url.Port}",
            "path" => request.Url.AbsolutePath,
            "query" => request.Url.Query.TrimStart('?'),
            "url" => request.Url.AbsoluteUri,
            "body" => Encoding.UTF8.GetString(Body(request)),
            "body_sha256" => Convert.ToHexStringLower(SHA256.HashData(Body(request))),
            "body_sha256_base64" => Convert.ToBase64String(SHA256.HashData(Body(request))),
#pragma warning disable CA5351 // Content-MD5 is what some systems ask for; the signature over it is what protects.
            "body_md5_base64" => Convert.ToBase64String(MD5.HashData(Body(request))),
#pragma warning restore CA5351
            "timestamp" => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "timestamp_ms" => now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            "date" => now.ToString("R", CultureInfo.InvariantCulture),
            "iso_date" => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "nonce" => nonce,
            "key_id" => hmac.KeyId ?? "",
            "signature" => signature,
            _ => throw new InvalidOperationException($"The placeholder {name} has no value."),
        },
        header => HeaderOf(request, header));

    private static ReadOnlySpan<byte> Body(OutgoingRequest request) => request.Body is { } body ? body.Sent.Span : default;

    // The HTTP client writes these two from the body when it sends it.
    private static string HeaderOf(OutgoingRequest request, string name) => name.ToUpperInvariant() switch
    {
        "CONTENT-TYPE" => request.Body?.ContentType ?? "",
        "CONTENT-ENCODING" => request.Body?.ContentEncoding ?? "",
        _ => string.Join(", ", request.Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)),
    };
}
