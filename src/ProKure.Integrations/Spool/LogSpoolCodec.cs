using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Spool;

/// <summary>
/// Writes to the log as they stand in the spool: everything but the bodies as JSON, so that a newer hub reads what an older one left behind; the bodies as they are, and an
/// original, which goes with them. What was captured was redacted before, and an original is encrypted, so nothing secret comes here.
/// </summary>
internal static class LogSpoolCodec
{
    /// <summary>The records of the writes, in their order.</summary>
    public static List<SpoolRecord> Encode(IReadOnlyList<LogWrite> writes)
    {
        var buffer = new ArrayBufferWriter<byte>(writes.Count * 1024);
        using var writer = new Utf8JsonWriter(buffer, SpoolJson.WriterOptions);
        var ends = new int[writes.Count];
        for (var i = 0; i < writes.Count; i++)
        {
            JsonSerializer.Serialize(writer, Outline(writes[i]), SpoolJson.Default.LogWriteOutline);
            writer.Flush();
            writer.Reset();
            ends[i] = buffer.WrittenCount;
        }

        var records = new List<SpoolRecord>(writes.Count);
        for (var i = 0; i < writes.Count; i++)
        {
            var document = writes[i].Document;
            records.Add(new SpoolRecord(
                buffer.WrittenMemory[(i == 0 ? 0 : ends[i - 1])..ends[i]], document.Request?.Body ?? default, document.Response?.Body ?? default, document.Original ?? default));
        }

        return records;
    }

    /// <summary>The write that a record holds. A body that was shed is marked truncated: more was captured than is there.</summary>
    /// <exception cref="JsonException">The record is none of this kind.</exception>
    public static LogWrite Decode(SpooledRecord record)
    {
        var outline = JsonSerializer.Deserialize(record.Entry.Span, SpoolJson.Default.LogWriteOutline) ?? throw new JsonException("Expected a write, found null.");
        var request = Payload(outline.Request, record.Body, 0);
        var response = Payload(outline.Response, record.Body, outline.Request?.BodyLength ?? 0);
        var document = new LogDocument(outline.Entry, request, response);
        return new LogWrite(outline.Kind, outline.OriginalLength is { } length ? document.WithOriginal(Original(outline, record.Body, length)) : document);
    }

    private static LogWriteOutline Outline(LogWrite write) =>
        new(write.Kind, write.Document.Entry, Outline(write.Document.Request), Outline(write.Document.Response), write.Document.Original?.Length);

    // Of one that was shed with the bodies nothing is said: the store may have it from another write.
    private static ReadOnlyMemory<byte>? Original(LogWriteOutline outline, ReadOnlyMemory<byte>? bodies, int length)
    {
        if (length == 0)
            return ReadOnlyMemory<byte>.Empty;
        return bodies?.Slice((outline.Request?.BodyLength ?? 0) + (outline.Response?.BodyLength ?? 0), length);
    }

    private static PayloadOutline? Outline(CapturedPayload? payload) => payload is null
        ? null
        : new PayloadOutline(payload.Headers, payload.Body.Length, payload.Format, payload.IsTruncated, payload.Reference, payload.IsLate ? true : null);

    private static CapturedPayload? Payload(PayloadOutline? outline, ReadOnlyMemory<byte>? bodies, int offset)
    {
        if (outline is null)
            return null;
        var payload = new CapturedPayload
        {
            Headers = outline.Headers,
            Format = outline.Format,
            IsTruncated = outline.IsTruncated,
            Reference = outline.Reference,
            IsLate = outline.IsLate == true,
        };
        if (outline.BodyLength == 0)
            return payload;
        return bodies is { } kept
            ? payload with { Body = kept.Slice(offset, outline.BodyLength) }
            : payload with { Format = BodyFormat.None, IsTruncated = true };
    }
}

/// <summary>A write without its bodies.</summary>
internal sealed record LogWriteOutline(LogWriteKind Kind, LogEntry Entry, PayloadOutline? Request, PayloadOutline? Response, int? OriginalLength = null);

/// <summary>A payload without its body.</summary>
internal sealed record PayloadOutline(
    IReadOnlyList<CapturedHeader> Headers, int BodyLength, BodyFormat Format, bool IsTruncated, BodyReference? Reference, bool? IsLate = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(LogWriteOutline))]
[JsonSerializable(typeof(Analytics.RequestSummary))]
internal sealed partial class SpoolJson : JsonSerializerContext
{
    /// <summary>Nobody renders the spool as HTML; escapes would only make it long. The serializer's own output needs no check.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
