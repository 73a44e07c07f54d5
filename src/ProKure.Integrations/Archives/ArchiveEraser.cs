using ProKure.Integrations.Erasure;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Archives;

/// <summary>
/// Puts tombstones for archived documents about an entity: those whose index names it, and of the business acts that these belong to, those that name no entity at all. Their long bodies
/// are removed; the files stay as they are.
/// </summary>
public sealed class ArchiveEraser(
    ArchiveSearch search, IArchiveTombstones tombstones, IObjectStore objects, IEnumerable<IArchiveHolds> holds, TimeProvider time) : IErasableArchive
{
    // Attempts of a business act may follow each other for weeks.
    private const int DaysBefore = 1, DaysAfter = 31;

    /// <inheritdoc/>
    public async Task<int> EraseAsync(ErasureOrder order, IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken)
    {
        // Those that are named get one whether they are archived or not: a file may be about to be made of what was read before they were erased.
        if (requestIds.Count > 0)
        {
            var archived = await CountFreshAsync(requestIds, cancellationToken);
            await tombstones.AddAsync(requestIds, time.GetUtcMilliseconds(), cancellationToken);
            return archived;
        }

        var found = await FindAsync(order, cancellationToken);
        foreach (var (_, unit, entry, _) in found)
        {
            // The tombstone comes last: until it is there, the bodies are looked for again.
            foreach (var side in new[] { BodySide.Request, BodySide.Response })
                await objects.DeleteAsync(BodyKey.Of(entry.StartedAt, unit.SystemCode, entry.RequestId, side), cancellationToken);
        }

        await tombstones.AddAsync([.. found.Select(item => item.Entry.RequestId)], time.GetUtcMilliseconds(), cancellationToken);
        return found.Count;
    }

    /// <inheritdoc/>
    public async Task<int> CountAsync(ErasureOrder order, CancellationToken cancellationToken) => (await FindAsync(order, cancellationToken)).Count;

    private async Task<int> CountFreshAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken)
    {
        var fresh = requestIds.ToHashSet();
        fresh.ExceptWith((await tombstones.FindAsync(requestIds, cancellationToken)).Keys);
        var days = fresh.Select(ArchiveQuery.DayOf).OfType<DateOnly>().ToList();
        if (days.Count == 0)
            return 0;
        var near = new ArchiveQuery { From = days.Min().AddDays(-1), To = days.Max().AddDays(1) };
        return (await ListAsync(near, entry => fresh.Contains(entry.Entry.RequestId), cancellationToken)).Count;
    }

    // Without a tombstone, begun before the order was given, and not under legal hold.
    private async Task<List<ArchivedEntry>> FindAsync(ErasureOrder order, CancellationToken cancellationToken)
    {
        var entity = order.Entity;
        var named = await ListAsync(
            new ArchiveQuery { EntityType = entity.Type, EntityId = entity.Id }, entry => entry.Entry.StartedAt <= order.CreatedAt, cancellationToken);
        if (named.Count == 0)
            return named;
        var acts = named.Select(item => item.Entry.CorrelationId).ToHashSet(StringComparer.Ordinal);
        var near = new ArchiveQuery { From = named.Min(item => item.Unit.Day).AddDays(-DaysBefore), To = named.Max(item => item.Unit.Day).AddDays(DaysAfter) };
        var belonging = await ListAsync(
            near,
            item => item.Entry is { EntityType: null, EntityId: null } && item.Entry.StartedAt <= order.CreatedAt && acts.Contains(item.Entry.CorrelationId),
            cancellationToken);
        var free = new List<ArchivedEntry>();
        foreach (var item in named.Concat(belonging).Where(item => item.ErasedAt is null))
        {
            if (!await IsHeldAsync(item, cancellationToken))
                free.Add(item);
        }

        return free;
    }

    private async Task<List<ArchivedEntry>> ListAsync(ArchiveQuery query, Func<ArchivedEntry, bool> isMeant, CancellationToken cancellationToken)
    {
        var found = new List<ArchivedEntry>();
        try
        {
            await foreach (var entry in search.AllAsync(query, cancellationToken))
            {
                if (isMeant(entry))
                    found.Add(entry);
            }

            return found;
        }
        catch (ArchiveFileException fault)
        {
            // What it holds is not known: the erasure is not at its end before it is.
            throw new StoreUnavailableException(fault.Message, fault);
        }
    }

    private async Task<bool> IsHeldAsync(ArchivedEntry item, CancellationToken cancellationToken)
    {
        foreach (var some in holds)
        {
            if (await some.CoverAnyAsync(item.Unit, [item.Entry], cancellationToken))
                return true;
        }

        return false;
    }
}
