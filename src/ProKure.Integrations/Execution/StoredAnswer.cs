using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Execution;

/// <summary>An answer that is stored and not read: what its caller gets is where to find it.</summary>
/// <param name="Bytes">Length of what is stored.</param>
/// <param name="Sha256">Its SHA-256, lower-case hex.</param>
/// <param name="CutBy">The limit that it was cut off at, <c>TIME</c> or <c>BYTES</c>; null when it is whole.</param>
internal sealed record StoredAnswer(long Bytes, string Sha256, string? CutBy)
{
    /// <summary>Whether the endpoint's answers are stored rather than read. Of a refusal, which says why, it is not.</summary>
    public static bool IsWanted(Attempt attempt) =>
        attempt is { Confidential: null, Response.IsSuccessStatus: true } && attempt.Plan!.Endpoint.ResponseFormat.Type == ResponseBodyType.Stored;

    /// <summary>What became of a body; null where it is not kept.</summary>
    public static StoredAnswer? Of(CapturedPayload payload, string? cutBy)
    {
        if (payload.Reference is { } reference)
            return new StoredAnswer(reference.Bytes, reference.Sha256, cutBy);
        if (payload.IsTruncated)
            return null;
        var bytes = payload.Format == BodyFormat.Base64 ? Convert.FromBase64String(Encoding.ASCII.GetString(payload.Body.Span)) : payload.Body.ToArray();
        return new StoredAnswer(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), cutBy);
    }

    /// <summary>The caller's answer.</summary>
    public ReadOnlyMemory<byte> ToJson(Guid requestId, string? contentType) => JsonText.Write(256, json =>
    {
        json.WriteStartObject();
        json.WriteString("request_id", requestId);
        if (contentType is null)
            json.WriteNull("content_type");
        else
            json.WriteString("content_type", contentType);
        json.WriteNumber("bytes", Bytes);
        json.WriteString("sha256", Sha256);
        json.WriteBoolean("is_whole", CutBy is null);
        if (CutBy is not null)
            json.WriteString("cut_by", CutBy);
        json.WriteString("href", $"/api/v1/logs/{requestId}/response-body");
        json.WriteEndObject();
    });
}
