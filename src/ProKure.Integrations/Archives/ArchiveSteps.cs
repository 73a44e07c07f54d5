using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Archives;

/// <summary>
/// The steps of an archive file, each of which can be taken up again after a kill: begin (a row says that it is being written), write (file and index), verify (read back), describe
/// (manifest), note (the row says verified), mark (the documents in the log), note (the row says marked). Only marked documents may leave the log.
/// </summary>
public sealed partial class ArchiveSteps(
    IArchivedLog log, IArchiveFiles files, IObjectStore store, ArchiveReader reader, IMasterKeyProvider keys, IOptions<ArchiveOptions> options, TimeProvider time,
    ILogger<ArchiveSteps> logger)
{
    private const int ReadTogether = 64;
    private const int MarkTogether = 500;

    private string WorkFolder => options.Value.WorkFolder ?? Path.Combine("data", "archive-work");

    /// <summary>Removes what a run that was killed left on this hub's disk.</summary>
    public void Clean() => ArchiveDraft.Clean(WorkFolder);

    /// <summary>Begins the next part of a unit.</summary>
    /// <returns>Null when another hub began it.</returns>
    public async Task<ArchiveFile?> BeginAsync(ArchiveUnit unit, CancellationToken cancellationToken)
    {
        var parts = await files.ListAsync(ArchiveFileQuery.Of(unit), cancellationToken);
        var file = new ArchiveFile
        {
            Key = "",
            Unit = unit,
            Part = parts.Count == 0 ? 1 : parts.Max(part => part.Part) + 1,
            State = ArchiveState.Writing,
            ChangedAt = time.GetUtcMilliseconds(),
        };
        file = file with { Key = NewKey(file) };
        return await files.TryAddAsync(file, cancellationToken) ? file : null;
    }

    /// <summary>Takes up a file whose writing was broken off.</summary>
    /// <returns>The verified file; null when there is nothing to write any more, or another hub does it.</returns>
    public async Task<ArchiveFile?> ResumeAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        // With a manifest it was whole: it only has to be looked at again.
        if (await FindUsableManifestAsync(file, cancellationToken) is { } manifest)
            return await NoteVerifiedAsync(file, manifest, cancellationToken);

        // First the row: a hub that was only slow must not come to an end with a file that is being removed.
        var renewed = file with { Key = NewKey(file), ChangedAt = time.GetUtcMilliseconds() };
        if (!await files.TryChangeAsync(file, renewed, cancellationToken))
            return null;
        await RemoveObjectsAsync(file.Key, cancellationToken);
        return await WriteAsync(renewed, cancellationToken);
    }

    /// <summary>Writes, verifies and describes a file that was begun.</summary>
    /// <returns>The verified file; null when there is nothing to write, or another hub has taken it over.</returns>
    /// <exception cref="ArchiveFileException">What came back is not what was written; it is written anew next time.</exception>
    public async Task<ArchiveFile?> WriteAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        using var draft = new ArchiveDraft(WorkFolder, file.Key, keys);
        await FillAsync(draft, file.Unit, cancellationToken);
        if (draft.Documents == 0)
        {
            await files.DropAsync(file, cancellationToken);
            return null;
        }

        var content = await draft.CompleteAsync(cancellationToken);
        await store.PutAsync(file.Key, draft.OpenFile(), cancellationToken);
        await store.PutAsync(ArchiveKey.IndexOf(file.Key), draft.OpenIndex(), cancellationToken);
        await reader.VerifyAsync(file.Key, file.Unit, content, cancellationToken);
        if (await files.FindAsync(file.Key, cancellationToken) is null)
        {
            await GiveWayAsync(file, cancellationToken);
            return null;
        }

        var manifest = ArchiveManifest.Of(file.Key, file.Unit, content, [.. draft.Bodies.Order(StringComparer.Ordinal)], time.GetUtcMilliseconds());
        await store.PutAsync(ArchiveKey.ManifestOf(file.Key), new MemoryStream(manifest.Write(), writable: false), cancellationToken);
        await reader.VerifyStoredAsync(file.Key, file.Unit, content, cancellationToken);
        return await NoteVerifiedAsync(file, manifest, cancellationToken);
    }

    /// <summary>Marks the documents of a verified file in the log.</summary>
    /// <returns>How many were marked now. Those that changed since they were written are left for a further part.</returns>
    public async Task<int> MarkAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        var entries = await reader.ReadIndexAsync(file.Key, file.Content!, cancellationToken);
        var marked = 0;
        foreach (var some in entries.Chunk(MarkTogether))
            marked += await log.MarkAsync(file.Key, [.. some.Select(entry => entry.State)], cancellationToken);
        await files.TryChangeAsync(file, file with { State = ArchiveState.Marked, ChangedAt = time.GetUtcMilliseconds() }, cancellationToken);
        Telemetry.Archived.Add(marked);
        Telemetry.ArchiveFiles.Add(1);
        Log.Archived(logger, file.Key, file.Content!.Documents, marked);
        return marked;
    }

    /// <summary>Removes a file whose time is over. Long bodies that nothing else refers to are removed by the upkeep of the object store.</summary>
    public async Task RemoveAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        var removing = file with { State = ArchiveState.Removing, ChangedAt = time.GetUtcMilliseconds() };
        if (file.State != ArchiveState.Removing && !await files.TryChangeAsync(file, removing, cancellationToken))
            return;
        await RemoveObjectsAsync(file.Key, cancellationToken);
        await files.TryChangeAsync(removing, removing with { State = ArchiveState.Removed, ChangedAt = time.GetUtcMilliseconds() }, cancellationToken);
        Telemetry.ArchiveFilesRemoved.Add(1);
        Log.Removed(logger, file.Key);
    }

    // The manifest goes first: without it, what is left is known to be nothing.
    internal async Task RemoveObjectsAsync(string key, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(ArchiveKey.ManifestOf(key), cancellationToken);
        await store.DeleteAsync(ArchiveKey.IndexOf(key), cancellationToken);
        await store.DeleteAsync(key, cancellationToken);
    }

    private async Task<ArchiveManifest?> FindUsableManifestAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        try
        {
            if (await reader.FindManifestAsync(file.Key, cancellationToken) is not { } manifest)
                return null;
            await reader.VerifyStoredAsync(file.Key, file.Unit, manifest.Content, cancellationToken);
            await reader.VerifyAsync(file.Key, file.Unit, manifest.Content, cancellationToken);
            return manifest;
        }
        catch (ArchiveFileException fault)
        {
            // Nothing was marked on the strength of it, so nothing is lost: it is written anew.
            Log.WrittenAnew(logger, file.Key, fault.Reason);
            return null;
        }
    }

    private async Task FillAsync(ArchiveDraft draft, ArchiveUnit unit, CancellationToken cancellationToken)
    {
        LogCursor? after = null;
        while (true)
        {
            var page = await log.ReadAsync(unit, after, ReadTogether, cancellationToken);
            foreach (var document in page)
            {
                if (draft.Documents == options.Value.MaxDocuments || draft.Bytes >= options.Value.MaxBytes)
                    return;
                draft.Add(document);
            }

            if (page.Count < ReadTogether)
                return;
            after = new LogCursor(page[^1].Entry.StartedAt, page[^1].Entry.RequestId);
        }
    }

    // Long bodies are kept from before the documents may leave the log.
    private async Task<ArchiveFile?> NoteVerifiedAsync(ArchiveFile file, ArchiveManifest manifest, CancellationToken cancellationToken)
    {
        await files.KeepBodiesAsync(file.Key, manifest.Bodies, cancellationToken);
        var verified = file with { State = ArchiveState.Verified, ChangedAt = time.GetUtcMilliseconds(), Content = manifest.Content };
        if (await files.TryChangeAsync(file, verified, cancellationToken))
            return verified;

        // The same step may have been taken before its answer was lost.
        if (await files.FindAsync(file.Key, cancellationToken) is null)
            await GiveWayAsync(file, cancellationToken);
        return null;
    }

    private async Task GiveWayAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        Log.TakenOver(logger, file.Key);
        await RemoveObjectsAsync(file.Key, cancellationToken);
    }

    private string NewKey(ArchiveFile file) => ArchiveKey.Of(file.Unit, file.Part, Guid.CreateVersion7(time.GetUtcNow()));

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "{Key} holds {Documents} documents, is verified, and {Marked} of them are marked in the log")]
        public static partial void Archived(ILogger logger, string key, long documents, int marked);

        [LoggerMessage(2002, LogLevel.Information, "The time of {Key} is over; it was removed")]
        public static partial void Removed(ILogger logger, string key);

        [LoggerMessage(2003, LogLevel.Warning, "{Key} was left half done and cannot be used as it is: {Reason} It is written anew")]
        public static partial void WrittenAnew(ILogger logger, string key, string reason);

        [LoggerMessage(2004, LogLevel.Warning, "Another hub has taken {Key} over; what was written of it here is removed")]
        public static partial void TakenOver(ILogger logger, string key);
    }
}
