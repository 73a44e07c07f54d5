using System.Text.Json;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Erasure;

/// <summary>
/// Erases what waits on this hub's own disk: records in the spool that name the entity, and those of the same business acts that name none, and whole bodies on their way to
/// the object store. What belongs to it only by way of the log is erased once it has reached that.
/// </summary>
public sealed class SpoolEraser(HubSpool spool, IIntegrationLogStore log, TimeProvider time)
{
    /// <summary>Takes the content from records about the entity that began before a time, except for those that a hold covers: their marks come with the log.</summary>
    /// <returns>How many records and how many bodies lost it.</returns>
    /// <exception cref="SpoolUnavailableException">The spool cannot be used.</exception>
    public (int Records, int Bodies) Erase(BusinessEntity entity, DateTimeOffset before, IReadOnlyList<HoldScope> holds)
    {
        if (spool.Log.IsEmpty)
            return (0, 0);
        var (acts, ended) = Find(entity, before);
        if (acts.Count == 0)
            return (0, 0);
        var keys = new List<string>();
        var at = time.GetUtcMilliseconds();
        var records = spool.Log.Rewrite(record =>
        {
            if (TryDecode(record) is not { } write || !IsMeant(write, entity, before, acts, ended) || IsHeld(write, holds))
                return null;
            keys.AddRange(new[] { write.Document.Request?.Reference?.Key, write.Document.Response?.Reference?.Key }.OfType<string>());
            return LogSpoolCodec.Encode([write with { Document = Erased.Of(write.Document, at) }])[0];
        });
        return (records, keys.Count(spool.EraseBody));
    }

    /// <summary>How many records about the entity still have content.</summary>
    public int Count(BusinessEntity entity, DateTimeOffset before, IReadOnlyList<HoldScope> holds)
    {
        if (spool.Log.IsEmpty)
            return 0;
        var ((acts, ended), count) = (Find(entity, before), 0);
        spool.Log.Look(record =>
        {
            if (TryDecode(record) is { } write && IsMeant(write, entity, before, acts, ended) && !IsHeld(write, holds))
                count++;
        });
        return count;
    }

    /// <summary>Removes waiting bodies whose document is erased: they came here after it was, from a hub that had died.</summary>
    /// <param name="keptBefore">Younger bodies are about what no order means.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were removed.</returns>
    public async Task<int> RemoveBodiesAsync(DateTimeOffset keptBefore, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var body in spool.Bodies.List().Where(body => body.KeptAt <= keptBefore))
        {
            if (BodyKey.TryParse(body.Key, out var requestId, out _) && await log.FindAsync(requestId, cancellationToken) is { Entry.ErasedAt: not null } && spool.EraseBody(body.Key))
                removed++;
        }

        return removed;
    }

    // The business acts that the entity is named in, and the attempts that have ended: what is in flight stays, as it does in the log.
    private (HashSet<string> Acts, HashSet<Guid> Ended) Find(BusinessEntity entity, DateTimeOffset before)
    {
        var (acts, ended) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<Guid>());
        spool.Log.Look(record =>
        {
            if (TryDecode(record) is not { Document.Entry: var entry } || entry.StartedAt >= before)
                return;
            if (EntityDocuments.Names(entry.Context, entity))
                acts.Add(entry.CorrelationId);
            if (entry.Status != LogStatus.Pending)
                ended.Add(entry.RequestId);
        });
        return (acts, ended);
    }

    // What a hub of another version wrote, the drain tells.
    private static LogWrite? TryDecode(SpooledRecord record)
    {
        try
        {
            return LogSpoolCodec.Decode(record);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsMeant(LogWrite write, BusinessEntity entity, DateTimeOffset before, HashSet<string> acts, HashSet<Guid> ended)
    {
        var entry = write.Document.Entry;
        return entry.StartedAt < before && !entry.LegalHold && ended.Contains(entry.RequestId) && !IsErased(write)
            && (EntityDocuments.Names(entry.Context, entity) || (EntityDocuments.NamesNone(entry.Context) && acts.Contains(entry.CorrelationId)));
    }

    private static bool IsHeld(LogWrite write, IReadOnlyList<HoldScope> holds) => holds.Any(hold => hold.Covers(write.Document.Entry));

    private static bool IsErased(LogWrite write) => write.Document.Entry.ErasedAt is not null && write.Document is { Request: null, Response: null };
}
