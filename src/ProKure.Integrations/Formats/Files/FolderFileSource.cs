using Microsoft.Extensions.Options;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Formats.Files;

/// <summary>
/// Files of one folder, by relative path with forward slashes. Nothing outside it can be reached: no absolute path, no dot segment, no hidden name, no link
/// on the way.
/// </summary>
public sealed class FolderFileSource(IOptions<FileSourceOptions> options) : IFileSource
{
    private const int MaxReferenceLength = 1_024;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string reference, int maxBytes, CancellationToken cancellationToken)
    {
        if (options.Value.Directory is not { Length: > 0 } folder)
            throw Fault($"The file {Shown.Value(reference)} cannot be read: no folder of files is configured.");
        var path = Resolve(folder, reference);
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            if (file.Length > maxBytes)
                throw Fault($"The file {Shown.Value(reference)} has {file.Length} bytes, more than the {maxBytes} that a body may have.");
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Fault($"There is no file {Shown.Value(reference)}.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The system's message would name the folder, which is nobody's business outside.
            throw Fault($"The file {Shown.Value(reference)} cannot be read ({fault.GetType().Name}).", fault);
        }
    }

    private static string Resolve(string folder, string reference)
    {
        var segments = reference.Split('/');
        if (reference.Length is 0 or > MaxReferenceLength || !Array.TrueForAll(segments, IsName))
            throw Fault($"Expected a file's relative path such as invoices/4711.pdf, found {Shown.Value(reference)}.");
        var path = Path.GetFullPath(folder);
        foreach (var segment in segments)
        {
            path = Path.Combine(path, segment);
            if (new FileInfo(path) is { Exists: true, LinkTarget: not null } || new DirectoryInfo(path) is { Exists: true, LinkTarget: not null })
                throw Fault($"The file {Shown.Value(reference)} cannot be read: a link stands on the way.");
        }

        return path;
    }

    // A leading dot covers "." and ".." too. The other characters have a meaning in paths somewhere.
    private static bool IsName(string segment) =>
        segment.Length > 0 && segment[0] != '.' && segment.AsSpan().IndexOfAny('\\', ':', '\0') < 0 && !segment.Any(char.IsControl);

    private static BodyFormatException Fault(string message, Exception? inner = null) => new(BodyFormatException.File, message, inner);
}
