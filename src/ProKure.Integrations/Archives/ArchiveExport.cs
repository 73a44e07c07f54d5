using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Objects.Framing;

namespace ProKure.Integrations.Archives;

/// <summary>Reads a single archive file that was copied from the object store, with nothing but the master key: no hub, no database, no object store.</summary>
public static class ArchiveExport
{
    /// <summary>The key of an archive file, taken from its path; null where the path does not say.</summary>
    public static string? KeyOf(string path)
    {
        var full = Path.GetFullPath(path).Replace(Path.DirectorySeparatorChar, '/');
        var at = full.LastIndexOf($"/{ArchiveKey.Prefix}", StringComparison.Ordinal);
        return at >= 0 && ArchiveKey.IsSealed(full[(at + 1)..]) ? full[(at + 1)..] : null;
    }

    /// <summary>Writes the file's lines, expanded and decrypted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">The key that it was stored under, which its encryption is bound to.</param>
    /// <param name="keys">The master keys.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="ArchiveFileException">It is damaged, or encrypted with a master key that is not there, or stored under another key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task WriteAsync(string path, string key, IMasterKeyProvider keys, Stream output, CancellationToken cancellationToken)
    {
        try
        {
            await using var lines = await FramedBodyStream.OpenAsync(new LocalSource(path), key, keys, cancellationToken);
            await lines.CopyToAsync(output, cancellationToken);
        }
        catch (InvalidDataException fault)
        {
            throw new ArchiveFileException(key, fault.Message, fault);
        }
    }

    private sealed class LocalSource(string path) : IBodySource
    {
        private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);

        public long Length => _file.Length;

        public ValueTask<Stream> OpenAsync(long offset, long length, CancellationToken cancellationToken)
        {
            _file.Position = offset;
            return ValueTask.FromResult<Stream>(new StreamPart(_file, length, leaveOpen: true));
        }

        public void Dispose() => _file.Dispose();
    }
}
