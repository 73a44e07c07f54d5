using System.Security.Cryptography;
using System.Text.Json;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects.Framing;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Archives;

/// <summary>An archive file and its index while they are made, on the hub's own disk: compressed and encrypted as they will be stored. Gone when it is disposed of.</summary>
internal sealed class ArchiveDraft : IDisposable
{
    private const string Ending = ".draft";
    private const byte NewLine = (byte)'\n';

    private readonly FileStream _file;
    private readonly FileStream _index;
    private readonly FramedBodyWriter _lines;
    private readonly FramedBodyWriter _entries;
    private readonly HashSet<string> _bodies = new(StringComparer.Ordinal);
    private DateTimeOffset _first;
    private DateTimeOffset _last;

    /// <exception cref="StoreUnavailableException">The disk takes nothing.</exception>
    public ArchiveDraft(string folder, string key, IMasterKeyProvider keys)
    {
        try
        {
            Directory.CreateDirectory(folder);
            _file = Create(folder);
            _index = Create(folder);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            _file?.Dispose();
            throw Unavailable(fault);
        }

        _lines = new FramedBodyWriter(_file, BodyDataKey.New(keys, key));
        _entries = new FramedBodyWriter(_index, BodyDataKey.New(keys, ArchiveKey.IndexOf(key)));
    }

    public int Documents { get; private set; }

    public long Bytes => _lines.Bytes;

    /// <summary>The long bodies that the documents refer to.</summary>
    public IReadOnlyCollection<string> Bodies => _bodies;

    /// <summary>Removes what a process that died left behind.</summary>
    public static void Clean(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                foreach (var left in Directory.EnumerateFiles(folder, $"*{Ending}").ToList())
                    File.Delete(left);
            }
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            throw Unavailable(fault);
        }
    }

    /// <exception cref="StoreUnavailableException">The disk takes nothing more.</exception>
    public void Add(LogDocument document)
    {
        try
        {
            // What replays are made from stays in the log, and lives no longer than there.
            var line = ArchiveLine.Encode(document with { Original = null, Entry = document.Entry with { HasOriginal = false } });
            var entry = ArchiveIndexEntry.Of(document.Entry, _lines.Bytes, line.Length);
            Write(_lines, line);
            Write(_entries, JsonSerializer.SerializeToUtf8Bytes(entry, ArchiveJson.Plain.ArchiveIndexEntry));
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            throw Unavailable(fault);
        }

        _first = Documents == 0 ? document.Entry.StartedAt : _first;
        _last = document.Entry.StartedAt;
        Documents++;
        foreach (var payload in new[] { document.Request, document.Response })
        {
            if (payload?.Reference is { Store: not BodyReference.ExpiredStore } reference)
                _bodies.Add(reference.Key);
        }
    }

    /// <summary>Nothing more comes.</summary>
    public async Task<ArchiveContent> CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (bytes, sha256) = _lines.Complete();
            var (_, indexSha256) = _entries.Complete();
            var fileSha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(OpenFile(), cancellationToken));
            return new ArchiveContent(ArchiveManifest.CurrentFormat, Documents, _first, _last, bytes, sha256, _file.Length, fileSha256, indexSha256);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            throw Unavailable(fault);
        }
    }

    /// <summary>The file from its beginning.</summary>
    public Stream OpenFile() => FromBeginning(_file);

    /// <summary>The index from its beginning.</summary>
    public Stream OpenIndex() => FromBeginning(_index);

    public void Dispose()
    {
        _lines.Dispose();
        _entries.Dispose();
        _file.Dispose();
        _index.Dispose();
    }

    private static FileStream FromBeginning(FileStream file)
    {
        file.Position = 0;
        return file;
    }

    private static void Write(FramedBodyWriter writer, byte[] line)
    {
        writer.Write(line);
        writer.Write([NewLine]);
    }

    private static FileStream Create(string folder)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(folder, Path.GetRandomFileName() + Ending), options);
    }

    private static StoreUnavailableException Unavailable(Exception fault) => new($"The archive's work folder cannot be used: {fault.Message}", fault);
}
