using System.Security.Cryptography;
using System.Text.Json;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Objects.Framing;

namespace ProKure.Integrations.Archives;

/// <summary>Reads archive files back: manifest, index, single documents, all of it.</summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while the object store is away, and <see cref="ArchiveFileException"/> where something is wrong with the file.</remarks>
public sealed class ArchiveReader(IObjectStore store, IMasterKeyProvider keys)
{
    private const int MaxManifest = 16 << 20;

    private readonly RewrappedKeys _keys = new(store, keys);

    /// <summary>A file's manifest; null where there is none.</summary>
    public async Task<ArchiveManifest?> FindManifestAsync(string key, CancellationToken cancellationToken)
    {
        var place = ArchiveKey.ManifestOf(key);
        if (await store.FindLengthAsync(place, cancellationToken) is not { } length)
            return null;
        if (length is 0 or > MaxManifest)
            throw new ArchiveFileException(key, $"its manifest has {length} bytes.");
        await using var stream = await store.OpenAsync(place, 0, length, cancellationToken);
        if (stream is null)
            return null;
        var json = new byte[length];
        if (await stream.ReadAtLeastAsync(json, json.Length, throwOnEndOfStream: false, cancellationToken) < json.Length)
            throw new ArchiveFileException(key, "its manifest is cut off.");
        return ArchiveManifest.Read(key, json);
    }

    /// <summary>The file's index, in the order of its lines.</summary>
    public async Task<IReadOnlyList<ArchiveIndexEntry>> ReadIndexAsync(string key, ArchiveContent content, CancellationToken cancellationToken)
    {
        ArchiveManifest.RequireKnown(key, content.Format);
        var place = ArchiveKey.IndexOf(key);
        return await SaidOfAsync(key, "its index: ", async () =>
        {
            await using var index = await FramedAsync(key, place, "its index is not in the object store.", cancellationToken);
            var bytes = new byte[index.Length];
            await index.ReadExactlyAsync(bytes, cancellationToken);
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != content.IndexSha256)
                throw new ArchiveFileException(key, "its index is not the one that was written with it.");
            var entries = new List<ArchiveIndexEntry>((int)content.Documents);
            for (var rest = bytes.AsMemory(); !rest.IsEmpty;)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                var line = end < 0 ? rest : rest[..end];
                entries.Add(JsonSerializer.Deserialize(line.Span, ArchiveJson.Plain.ArchiveIndexEntry) ?? throw new JsonException("Expected an entry, found null."));
                rest = end < 0 ? default : rest[(end + 1)..];
            }

            return entries.Count == content.Documents
                ? entries
                : throw new ArchiveFileException(key, $"its index has {entries.Count} entries, expected {content.Documents}.");
        });
    }

    /// <summary>Opens the file's lines, expanded and decrypted; can be sought.</summary>
    public Task<Stream> OpenAsync(string key, ArchiveContent content, CancellationToken cancellationToken)
    {
        ArchiveManifest.RequireKnown(key, content.Format);
        return SaidOfAsync<Stream>(key, "", async () => await FramedAsync(key, key, "it is not in the object store.", cancellationToken));
    }

    /// <summary>The document at a place of the opened file.</summary>
    public static Task<LogDocument> ReadAsync(string key, Stream lines, ArchiveIndexEntry entry, CancellationToken cancellationToken) => SaidOfAsync(key, "", async () =>
    {
        lines.Position = entry.Offset;
        var line = new byte[entry.Length];
        await lines.ReadExactlyAsync(line, cancellationToken);
        return Decode(key, entry, line);
    });

    /// <summary>Reads everything and compares it with what it should be: every line decodes, and is the document that the index has there; lengths and hashes fit.</summary>
    /// <returns>The index.</returns>
    public async Task<IReadOnlyList<ArchiveIndexEntry>> VerifyAsync(string key, ArchiveUnit unit, ArchiveContent content, CancellationToken cancellationToken)
    {
        var stored = await store.FindLengthAsync(key, cancellationToken) ?? throw new ArchiveFileException(key, "it is not in the object store.");
        if (stored != content.FileBytes)
            throw new ArchiveFileException(key, $"it has {stored} bytes as stored, expected {content.FileBytes}.");
        var entries = await ReadIndexAsync(key, content, cancellationToken);
        await using var lines = await OpenAsync(key, content, cancellationToken);
        await SaidOfAsync(key, "", async () =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var line = Array.Empty<byte>();
            foreach (var entry in entries)
            {
                if (entry.Offset != lines.Position || entry.Length < 0)
                    throw new ArchiveFileException(key, $"its index has {entry.RequestId} at {entry.Offset}, the line begins at {lines.Position}.");
                if (line.Length <= entry.Length)
                    line = new byte[entry.Length + 1];
                await lines.ReadExactlyAsync(line.AsMemory(0, entry.Length + 1), cancellationToken);
                hash.AppendData(line, 0, entry.Length + 1);
                if (line[entry.Length] != (byte)'\n')
                    throw new ArchiveFileException(key, $"the line of {entry.RequestId} does not end where its index says.");
                Check(key, unit, Decode(key, entry, line.AsSpan(0, entry.Length)).Entry);
            }

            if (lines.Position != lines.Length || lines.Length != content.Bytes)
                throw new ArchiveFileException(key, $"its lines have {lines.Length} bytes, expected {content.Bytes}.");
            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            return found == content.Sha256 ? true : throw new ArchiveFileException(key, $"the SHA-256 of its lines is {found}, expected {content.Sha256}.");
        });
        return entries;
    }

    /// <summary>Compares the stored bytes and the manifest as well, which nothing but damage or a strange hand can have changed since the file was written.</summary>
    public async Task VerifyStoredAsync(string key, ArchiveUnit unit, ArchiveContent content, CancellationToken cancellationToken)
    {
        var manifest = await FindManifestAsync(key, cancellationToken) ?? throw new ArchiveFileException(key, "its manifest is not in the object store.");
        Check(key, unit, content, manifest);
        await using var stored = await store.OpenAsync(key, 0, content.FileBytes, cancellationToken) ?? throw new ArchiveFileException(key, "it is not in the object store.");
        var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(stored, cancellationToken));
        if (found != content.FileSha256)
            throw new ArchiveFileException(key, $"its SHA-256 as stored is {found}, expected {content.FileSha256}.");
    }

    private static LogDocument Decode(string key, ArchiveIndexEntry entry, ReadOnlySpan<byte> line)
    {
        var document = ArchiveLine.Decode(line);
        return document.Entry.RequestId == entry.RequestId
            ? document
            : throw new ArchiveFileException(key, $"the line of {entry.RequestId} is that of {document.Entry.RequestId}.");
    }

    private static void Check(string key, ArchiveUnit unit, LogEntry entry)
    {
        if (entry.SystemCode != unit.SystemCode || entry.RetentionClass != unit.RetentionClass || entry.StartedAt < unit.From || entry.StartedAt >= unit.To)
            throw new ArchiveFileException(key, $"the document {entry.RequestId} is not of {unit}.");
    }

    private static void Check(string key, ArchiveUnit unit, ArchiveContent content, ArchiveManifest manifest)
    {
        var differs = manifest.Key != key ? $"is that of {manifest.Key}"
            : manifest.RetentionClass != unit.RetentionClass || manifest.SystemCode != unit.SystemCode || manifest.Day != unit.Day ? $"is not of {unit}"
            : manifest.Documents != content.Documents ? $"says {manifest.Documents} documents, expected {content.Documents}"
            : manifest.Content != content ? $"says {manifest.Content}, expected {content}"
            : null;
        if (differs is not null)
            throw new ArchiveFileException(key, $"its manifest {differs}.");
    }

    private async Task<FramedBodyStream> FramedAsync(string key, string place, string missing, CancellationToken cancellationToken)
    {
        var source = await ObjectSource.FindAsync(store, place, cancellationToken) ?? throw new ArchiveFileException(key, missing);
        return await FramedBodyStream.OpenAsync(source, place, _keys.UnwrapAsync, cancellationToken);
    }

    private static async Task<T> SaidOfAsync<T>(string key, string part, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException or EndOfStreamException)
        {
            throw new ArchiveFileException(key, part + fault.Message, fault);
        }
    }
}
