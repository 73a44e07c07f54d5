using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Archives;

/// <summary>
/// A log document as a line of an archive file: JSON in the names of the log, without loss. A body is the text that was captured, as a JSON string, so that it comes back byte for
/// byte; one that is no valid UTF-8 is base64.
/// </summary>
internal static class ArchiveLine
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The line, without its end.</summary>
    public static byte[] Encode(LogDocument document) => JsonSerializer.SerializeToUtf8Bytes(
        new ArchivedDocument(document.Entry, Of(document.Request), Of(document.Response)), ArchiveJson.Plain.ArchivedDocument);

    /// <exception cref="JsonException">The line is no document of a form that this version knows.</exception>
    public static LogDocument Decode(ReadOnlySpan<byte> line)
    {
        if (JsonSerializer.Deserialize(line, ArchiveJson.Plain.ArchivedDocument) is not { Entry: not null } document)
            throw new JsonException("Expected a document, found none.");
        return new LogDocument(document.Entry, Of(document.Request), Of(document.Response));
    }

    private static ArchivedPayload? Of(CapturedPayload? payload)
    {
        if (payload is null)
            return null;
        var (text, base64) = Text(payload.Body.Span);
        return new ArchivedPayload(payload.Headers, text, base64, payload.Format, payload.IsTruncated, payload.Reference);
    }

    private static CapturedPayload? Of(ArchivedPayload? payload)
    {
        if (payload is null)
            return null;
        return new CapturedPayload
        {
            Headers = payload.Headers ?? [],
            Body = payload.BodyBase64 ?? (payload.Body is { } text ? Encoding.UTF8.GetBytes(text) : default(ReadOnlyMemory<byte>)),
            Format = payload.BodyFormat,
            IsTruncated = payload.IsTruncated,
            Reference = payload.BodyRef,
        };
    }

    private static (string? Text, byte[]? Base64) Text(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return (null, null);
        try
        {
            return (Strict.GetString(body), null);
        }
        catch (DecoderFallbackException)
        {
            return (null, body.ToArray());
        }
    }
}

/// <summary>A document as it stands in an archive file.</summary>
internal sealed record ArchivedDocument(LogEntry Entry, ArchivedPayload? Request, ArchivedPayload? Response);

/// <summary>What one side sent as it stands in an archive file. Only one of the bodies is there, none for an empty one.</summary>
internal sealed record ArchivedPayload(
    IReadOnlyList<CapturedHeader>? Headers, string? Body, byte[]? BodyBase64, BodyFormat BodyFormat, bool IsTruncated, BodyReference? BodyRef);

/// <summary>An enum by its wire name.</summary>
internal sealed class ArchiveName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false) where T : struct, Enum;

/// <summary>What archive files, their indexes and manifests are made of. A member that is not known is a fault: passed over, it would be lost.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(ArchiveName<BodyFormat>), typeof(ArchiveName<ErrorPhase>), typeof(ArchiveName<ErrorSide>), typeof(ArchiveName<ErrorType>), typeof(ArchiveName<LogDirection>),
        typeof(ArchiveName<LogStatus>), typeof(ArchiveName<TriggeredBy>),
    ])]
[JsonSerializable(typeof(ArchivedDocument))]
[JsonSerializable(typeof(ArchiveIndexEntry))]
[JsonSerializable(typeof(ArchiveManifest))]
internal sealed partial class ArchiveJson : JsonSerializerContext
{
    /// <summary>Nobody renders archive files as HTML; escapes would only make them long.</summary>
    public static ArchiveJson Plain => Made.Plain;

    /// <summary>The same, for people to read.</summary>
    public static ArchiveJson Readable => Made.Readable;

    // Apart, since fields of this class may be made before the default that they are made from.
    private static class Made
    {
        public static readonly ArchiveJson Plain = Of(isIndented: false);
        public static readonly ArchiveJson Readable = Of(isIndented: true);

        private static ArchiveJson Of(bool isIndented) =>
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = isIndented });
    }
}
