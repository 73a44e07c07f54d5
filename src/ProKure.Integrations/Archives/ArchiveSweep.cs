using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Archives;

/// <summary>
/// Looks for archive files that the hub does not know. Without a manifest one is an attempt that was given up, and goes when it is old enough. With a manifest it is whole: its documents
/// are in another file, and it goes as well, or they are not (the database was restored from before it), and it is taken up again.
/// </summary>
public sealed partial class ArchiveSweep(
    IArchiveFiles files, IObjectStore store, ArchiveReader reader, ArchiveSteps steps, IOptions<ArchiveOptions> options, TimeProvider time, ILogger<ArchiveSweep> logger)
{
    /// <summary>Looks once.</summary>
    /// <returns>How many files were removed, and how many taken up; those are verified, and marked by the next run.</returns>
    /// <exception cref="StoreUnavailableException">A store is away.</exception>
    public async Task<(int Removed, int Adopted)> RunOnceAsync(CancellationToken cancellationToken)
    {
        var (removed, adopted) = (0, 0);
        var before = time.GetUtcNow() - options.Value.OrphanAge;
        foreach (var (key, unit, newest) in await StrangersAsync(cancellationToken))
        {
            try
            {
                if (await FindWholeAsync(key, unit, cancellationToken) is { } manifest && !await IsElsewhereAsync(key, unit, manifest, cancellationToken))
                    adopted += await AdoptAsync(key, unit, manifest, cancellationToken) ? 1 : 0;
                else if (newest < before)
                    removed += await RemoveAsync(key, cancellationToken);
            }
            catch (ArchiveFileException fault)
            {
                // Perhaps all that is left of something: for a person to judge.
                Telemetry.ArchiveFaults.Add(1, new KeyValuePair<string, object?>("kind", "unknown"));
                Log.Unusable(logger, key, fault);
            }
        }

        return (removed, adopted);
    }

    private async Task<List<(string Key, ArchiveUnit Unit, DateTimeOffset Newest)>> StrangersAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, (ArchiveUnit Unit, DateTimeOffset Newest)>(StringComparer.Ordinal);
        await foreach (var stored in store.ListAsync(ArchiveKey.Prefix, cancellationToken))
        {
            if (ArchiveKey.FileOf(stored.Key) is not var (key, unit))
                continue;
            found[key] = (unit, found.TryGetValue(key, out var other) && other.Newest > stored.StoredAt ? other.Newest : stored.StoredAt);
        }

        var strangers = new List<(string, ArchiveUnit, DateTimeOffset)>();
        foreach (var (key, (unit, newest)) in found)
        {
            if (await files.FindAsync(key, cancellationToken) is null)
                strangers.Add((key, unit, newest));
        }

        return strangers;
    }

    // A manifest without its file is what two hubs left that got in each other's way.
    private async Task<ArchiveManifest?> FindWholeAsync(string key, ArchiveUnit unit, CancellationToken cancellationToken)
    {
        if (await reader.FindManifestAsync(key, cancellationToken) is not { } manifest || await store.FindLengthAsync(key, cancellationToken) is null)
            return null;
        await reader.VerifyStoredAsync(key, unit, manifest.Content, cancellationToken);
        await reader.VerifyAsync(key, unit, manifest.Content, cancellationToken);
        return manifest;
    }

    private async Task<bool> IsElsewhereAsync(string key, ArchiveUnit unit, ArchiveManifest manifest, CancellationToken cancellationToken)
    {
        var wanted = (await reader.ReadIndexAsync(key, manifest.Content, cancellationToken)).Select(entry => entry.State).ToHashSet();
        foreach (var file in await files.ListAsync(ArchiveFileQuery.Of(unit) with { States = [ArchiveState.Verified, ArchiveState.Marked] }, cancellationToken))
        {
            wanted.ExceptWith((await reader.ReadIndexAsync(file.Key, file.Content!, cancellationToken)).Select(entry => entry.State));
            if (wanted.Count == 0)
                return true;
        }

        return false;
    }

    private async Task<bool> AdoptAsync(string key, ArchiveUnit unit, ArchiveManifest manifest, CancellationToken cancellationToken)
    {
        var parts = await files.ListAsync(ArchiveFileQuery.Of(unit), cancellationToken);
        var writing = new ArchiveFile
        {
            Key = key,
            Unit = unit,
            Part = parts.Count == 0 ? 1 : parts.Max(part => part.Part) + 1,
            State = ArchiveState.Writing,
            ChangedAt = time.GetUtcMilliseconds(),
        };

        // As if it had been written just now: the next run finds the manifest, verifies and marks.
        if (!await files.TryAddAsync(writing, cancellationToken))
            return false;
        Log.Adopted(logger, key, manifest.Documents);
        return true;
    }

    private async Task<int> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        await steps.RemoveObjectsAsync(key, cancellationToken);
        Log.Removed(logger, key);
        return 1;
    }

    private static partial class Log
    {
        [LoggerMessage(2031, LogLevel.Information, "{Key} was an attempt that was given up; it was removed")]
        public static partial void Removed(ILogger logger, string key);

        [LoggerMessage(2032, LogLevel.Warning, "The hub did not know the archive file {Key} with {Documents} documents, as after a restore of its database; it is taken up again")]
        public static partial void Adopted(ILogger logger, string key, long documents);

        [LoggerMessage(2033, LogLevel.Error, "The hub does not know the archive file {Key}, and cannot use it; it is left for a person to judge")]
        public static partial void Unusable(ILogger logger, string key, Exception fault);
    }
}
