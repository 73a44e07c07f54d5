using Microsoft.Extensions.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Archives;

/// <summary>
/// Reads archive files back and compares everything with what was written. Nothing is ever deleted for what is found: the row notes it, and documents of the file that are in the log still
/// lose their mark, so that they stay there and are archived anew.
/// </summary>
public sealed partial class ArchiveVerification(
    IArchiveFiles files, IArchivedLog log, IObjectStore store, ArchiveReader reader, ILogger<ArchiveVerification> logger)
{
    /// <summary>Verifies files one after the other, as long as it may.</summary>
    /// <param name="query">Which files.</param>
    /// <param name="mayGoOn">Asked before each file.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="StoreUnavailableException">A store is away: nothing can be said of the files now.</exception>
    public async Task<VerificationResult> VerifyAsync(ArchiveFileQuery query, Func<bool> mayGoOn, CancellationToken cancellationToken)
    {
        var (verified, documents, missing, faults) = (0, 0L, new List<string>(), new List<ArchiveFault>());
        var place = query.After;
        foreach (var file in await files.ListAsync(query with { States = [ArchiveState.Verified, ArchiveState.Marked] }, cancellationToken))
        {
            if (!mayGoOn())
                return new VerificationResult(verified, documents, faults, missing, place);
            if (await FindFaultAsync(file, missing, cancellationToken) is { } fault)
            {
                faults.Add(fault);
                await NoteAsync(file, fault.Reason, cancellationToken);
                var kept = await log.UnmarkAsync(file.Unit, file.Key, cancellationToken);
                Telemetry.ArchiveFaults.Add(1, new KeyValuePair<string, object?>("kind", "file"));
                Log.Faulty(logger, file.Key, fault.Reason, kept);
            }
            else
            {
                verified++;
                documents += file.Content!.Documents;
                await NoteAsync(file, null, cancellationToken);
            }

            place = ArchiveFilePlace.Of(file);
        }

        return new VerificationResult(verified, documents, faults, missing, null);
    }

    private async Task<ArchiveFault?> FindFaultAsync(ArchiveFile file, List<string> missing, CancellationToken cancellationToken)
    {
        try
        {
            await reader.VerifyAsync(file.Key, file.Unit, file.Content!, cancellationToken);
            await reader.VerifyStoredAsync(file.Key, file.Unit, file.Content!, cancellationToken);
            foreach (var body in (await reader.FindManifestAsync(file.Key, cancellationToken))!.Bodies)
            {
                if (await store.FindLengthAsync(body, cancellationToken) is null)
                    missing.Add(body);
            }

            return null;
        }
        catch (ArchiveFileException fault)
        {
            return new ArchiveFault(fault.Key, fault.Reason);
        }
    }

    private Task<bool> NoteAsync(ArchiveFile file, string? fault, CancellationToken cancellationToken) =>
        file.Fault == fault ? Task.FromResult(true) : files.TryChangeAsync(file, file with { Fault = fault }, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(2041, LogLevel.Error, "The archive file {Key} cannot be used: {Reason} {Kept} of its documents are in the log still, stay there, and are archived anew")]
        public static partial void Faulty(ILogger logger, string key, string reason, int kept);
    }
}

/// <summary>What a verification found.</summary>
/// <param name="Verified">Files that are as they were written.</param>
/// <param name="Documents">Documents in them.</param>
/// <param name="Faults">Files that are not.</param>
/// <param name="MissingBodies">Long bodies that documents refer to, and that the object store does not have.</param>
/// <param name="Next">The last file looked at where it ended before all were; null where it did not.</param>
public sealed record VerificationResult(int Verified, long Documents, IReadOnlyList<ArchiveFault> Faults, IReadOnlyList<string> MissingBodies, ArchiveFilePlace? Next);
