using System.Text.Json;

namespace ProKure.Integrations.Archives;

/// <summary>
/// What an archive file says of itself, in the clear beside it: enough to check the file without a key, and to know it again without the hub's database. Written last, once the file was
/// read back: a file without a manifest is an attempt that was given up.
/// </summary>
/// <param name="Format">The form of the lines.</param>
/// <param name="Key">The file's key, which its encryption is bound to.</param>
/// <param name="RetentionClass">The class's code.</param>
/// <param name="SystemCode">The system's code.</param>
/// <param name="Day">The UTC day on which the documents' attempts began.</param>
/// <param name="Documents">How many documents.</param>
/// <param name="FirstStartedAt">When the first of them began.</param>
/// <param name="LastStartedAt">When the last of them began.</param>
/// <param name="Bytes">Length of the lines, expanded and decrypted.</param>
/// <param name="Sha256">SHA-256 of the lines.</param>
/// <param name="FileBytes">Length of the file as it is stored.</param>
/// <param name="FileSha256">SHA-256 of the file as it is stored.</param>
/// <param name="IndexSha256">SHA-256 of the index's lines.</param>
/// <param name="Bodies">Objects with long bodies that the documents refer to, which are kept as long as the file.</param>
/// <param name="WrittenAt">When it was written.</param>
public sealed record ArchiveManifest(
    int Format,
    string Key,
    string RetentionClass,
    string SystemCode,
    DateOnly Day,
    long Documents,
    DateTimeOffset FirstStartedAt,
    DateTimeOffset LastStartedAt,
    long Bytes,
    string Sha256,
    long FileBytes,
    string FileSha256,
    string IndexSha256,
    IReadOnlyList<string> Bodies,
    DateTimeOffset WrittenAt)
{
    /// <summary>The form of lines that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    internal ArchiveContent Content => new(Format, Documents, FirstStartedAt, LastStartedAt, Bytes, Sha256, FileBytes, FileSha256, IndexSha256);

    internal static ArchiveManifest Of(string key, ArchiveUnit unit, ArchiveContent content, IReadOnlyList<string> bodies, DateTimeOffset writtenAt) => new(
        content.Format, key, unit.RetentionClass, unit.SystemCode, unit.Day, content.Documents, content.FirstStartedAt, content.LastStartedAt, content.Bytes, content.Sha256,
        content.FileBytes, content.FileSha256, content.IndexSha256, bodies, writtenAt);

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ArchiveJson.Readable.ArchiveManifest);

    /// <exception cref="ArchiveFileException">It is no manifest, or one of a newer hub.</exception>
    internal static ArchiveManifest Read(string key, ReadOnlySpan<byte> json)
    {
        try
        {
            // A newer form may have members that this one does not know: which form it is has to be known first.
            using var document = JsonDocument.Parse(json.ToArray());
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out var format) && format.TryGetInt32(out var found))
                RequireKnown(key, found);
            var manifest = JsonSerializer.Deserialize(json, ArchiveJson.Plain.ArchiveManifest);
            return manifest is { Format: > 0, Key: not null, RetentionClass: not null, SystemCode: not null, Sha256: not null, FileSha256: not null, IndexSha256: not null, Bodies: not null }
                ? manifest
                : throw new JsonException("Expected a manifest with all its members, found fewer.");
        }
        catch (JsonException fault)
        {
            throw new ArchiveFileException(key, $"its manifest cannot be read: {fault.Message}", fault);
        }
    }

    internal static void RequireKnown(string key, int format)
    {
        if (format is < 1 or > CurrentFormat)
            throw new ArchiveFileException(key, $"it has format {format}, made by a newer hub; this one reads formats up to {CurrentFormat}. Read it with that hub.");
    }
}
