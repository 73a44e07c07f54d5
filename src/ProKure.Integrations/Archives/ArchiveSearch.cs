using System.Runtime.CompilerServices;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Archives;

/// <summary>Finds archived documents by their files' indexes, and reads them. Of a document that is in several parts of its unit, the last counts.</summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while a store is away.</remarks>
public sealed class ArchiveSearch(IArchiveFiles files, IArchiveTombstones tombstones, ArchiveReader reader)
{
    /// <summary>A page looks into so many files and no more, found or not.</summary>
    public const int MaxFiles = 1_000;

    private const int ListTogether = 500;

    /// <summary>A page of the documents that meet the query.</summary>
    /// <param name="query">Which documents.</param>
    /// <param name="limit">The most of them.</param>
    /// <param name="after">Where the page before ended; null to begin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ArchivePage> SearchAsync(ArchiveQuery query, int limit, ArchiveCursor? after, CancellationToken cancellationToken)
    {
        var (items, faults, looked) = (new List<ArchivedEntry>(), new List<ArchiveFault>(), 0);
        var (place, skip) = (after?.After, after?.Skip ?? 0);
        await foreach (var parts in UnitsAsync(query.Files with { After = place }, cancellationToken))
        {
            if (looked >= MaxFiles || items.Count == limit)
                return await PageAsync(new ArchiveCursor(place, 0));
            var found = await FindAsync(query, parts, faults, cancellationToken);
            looked += parts.Count;
            var room = limit - items.Count;
            items.AddRange(found.Skip(skip).Take(room));
            if (found.Count - skip > room)
                return await PageAsync(new ArchiveCursor(place, skip + room));
            (place, skip) = (ArchiveFilePlace.Of(parts[^1]), 0);
        }

        return await PageAsync(null);

        async Task<ArchivePage> PageAsync(ArchiveCursor? next) => new(await WithTombstonesAsync(items, cancellationToken), looked, faults, next);
    }

    /// <summary>Everything that meets the query, a unit at a time, without limit.</summary>
    /// <exception cref="ArchiveFileException">A file cannot be looked into: what it has is not known.</exception>
    public async IAsyncEnumerable<ArchivedEntry> AllAsync(ArchiveQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var faults = new List<ArchiveFault>();
        await foreach (var parts in UnitsAsync(query.Files, cancellationToken))
        {
            var found = await FindAsync(query, parts, faults, cancellationToken);
            if (faults is [var fault, ..])
                throw new ArchiveFileException(fault.Key, fault.Reason);
            foreach (var entry in await WithTombstonesAsync(found, cancellationToken))
                yield return entry;
        }
    }

    /// <summary>The archived documents themselves, in the order of the entries; those whose payloads were erased come without them.</summary>
    /// <exception cref="ArchiveFileException">A file cannot be used.</exception>
    public async IAsyncEnumerable<(ArchivedEntry Found, LogDocument Document)> ReadAsync(
        IReadOnlyList<ArchivedEntry> entries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < entries.Count;)
        {
            var key = entries[i].Key;
            var file = await files.FindAsync(key, cancellationToken);
            if (file is not { Content: { } content, State: ArchiveState.Verified or ArchiveState.Marked })
                throw new ArchiveFileException(key, "it was removed in between.");
            await using var lines = await reader.OpenAsync(key, content, cancellationToken);
            for (; i < entries.Count && entries[i].Key == key; i++)
            {
                var document = await ArchiveReader.ReadAsync(key, lines, entries[i].Entry, cancellationToken);
                yield return (entries[i], entries[i].ErasedAt is { } erasedAt ? Erased.Of(document, erasedAt) : document);
            }
        }
    }

    /// <summary>The archived document with this id; null when there is none.</summary>
    /// <exception cref="ArchiveFileException">The file that has it cannot be used.</exception>
    public async Task<(ArchivedEntry Found, LogDocument Document)?> FindAsync(Guid requestId, CancellationToken cancellationToken)
    {
        var page = await SearchAsync(new ArchiveQuery { RequestId = requestId }, 1, null, cancellationToken);
        await foreach (var found in ReadAsync(page.Items, cancellationToken))
            return found;
        return page.Faults is [var fault, ..] ? throw new ArchiveFileException(fault.Key, fault.Reason) : null;
    }

    private async Task<List<ArchivedEntry>> FindAsync(ArchiveQuery query, IReadOnlyList<ArchiveFile> parts, List<ArchiveFault> faults, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, ArchivedEntry>();
        foreach (var file in parts)
        {
            try
            {
                foreach (var entry in await reader.ReadIndexAsync(file.Key, file.Content!, cancellationToken))
                {
                    if (query.Meets(entry))
                        found[entry.RequestId] = new ArchivedEntry(file.Key, file.Unit, entry, null);
                    else
                        found.Remove(entry.RequestId);
                }
            }
            catch (ArchiveFileException fault)
            {
                faults.Add(new ArchiveFault(fault.Key, fault.Reason));
            }
        }

        return
        [
            .. found.Values.OrderByDescending(entry => entry.Entry.StartedAt).ThenByDescending(entry => entry.Entry.RequestId.ToString(), StringComparer.Ordinal),
        ];
    }

    private async Task<IReadOnlyList<ArchivedEntry>> WithTombstonesAsync(List<ArchivedEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
            return entries;
        var erased = await tombstones.FindAsync([.. entries.Select(entry => entry.Entry.RequestId)], cancellationToken);
        return [.. entries.Select(entry => erased.TryGetValue(entry.Entry.RequestId, out var erasedAt) ? entry with { ErasedAt = erasedAt } : entry)];
    }

    // All parts of a unit together.
    private async IAsyncEnumerable<IReadOnlyList<ArchiveFile>> UnitsAsync(ArchiveFileQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parts = new List<ArchiveFile>();
        while (true)
        {
            var page = await files.ListAsync(query with { Limit = ListTogether }, cancellationToken);
            foreach (var file in page)
            {
                if (parts.Count > 0 && parts[0].Unit != file.Unit)
                {
                    yield return parts;
                    parts = [];
                }

                parts.Add(file);
            }

            if (page.Count < ListTogether)
                break;
            query = query with { After = ArchiveFilePlace.Of(page[^1]) };
        }

        if (parts.Count > 0)
            yield return parts;
    }
}
