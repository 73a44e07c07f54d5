namespace ProKure.Integrations.Retention;

/// <summary>
/// Brings the marks on records to what the holds say. A hold is in force as soon as its row is durable: a run of retention marks what the holds cover before it removes
/// anything, so that what came after the hold was placed, or what a process that died did not get to, is marked in time.
/// </summary>
public sealed class HoldKeeper(ILegalHolds holds, IHeldLog log, IHeldSummaries summaries, TimeProvider time)
{
    /// <summary>How many documents a scope covers.</summary>
    public Task<long> CountAsync(HoldScope scope, CancellationToken cancellationToken) => log.CountAsync(scope, cancellationToken);

    /// <summary>Places a hold and marks what it covers.</summary>
    /// <returns>How many documents were not held before.</returns>
    public async Task<long> PlaceAsync(LegalHold hold, CancellationToken cancellationToken)
    {
        await holds.AddAsync(hold, cancellationToken);
        return await MarkAsync(hold, cancellationToken);
    }

    /// <summary>Releases a hold and lets go what no other holds.</summary>
    /// <returns>The hold as it stands; null when there is none.</returns>
    public async Task<LegalHold?> ReleaseAsync(Guid id, string by, CancellationToken cancellationToken)
    {
        var released = await holds.ReleaseAsync(id, by, time.GetUtcMilliseconds(), cancellationToken);
        if (released is { ClearedAt: null })
            await ClearAsync(released, cancellationToken);
        return released is null ? null : await holds.FindAsync(id, cancellationToken);
    }

    /// <summary>Lets go what released holds left, and marks what the others cover: all that was left undone, and all that came since.</summary>
    /// <returns>How many records were marked.</returns>
    public async Task<long> KeepAsync(CancellationToken cancellationToken)
    {
        foreach (var released in await holds.ListUnclearedAsync(cancellationToken))
            await ClearAsync(released, cancellationToken);
        return await MarkAllAsync(cancellationToken);
    }

    // A hold that is placed while another one's records are let go may lose marks to that: all are marked again afterwards. Until then nothing is lost, because whatever was
    // held once is removed by a run of retention only, which marks first.
    private async Task ClearAsync(LegalHold released, CancellationToken cancellationToken)
    {
        var others = (await holds.ListActiveAsync(cancellationToken)).Select(hold => hold.Scope).ToList();
        await log.ClearAsync(released.Scope, others, cancellationToken);
        await summaries.ClearAsync(released.Scope, others, cancellationToken);
        await MarkAllAsync(cancellationToken);
        await holds.NoteClearedAsync(released.Id, time.GetUtcMilliseconds(), cancellationToken);
    }

    private async Task<long> MarkAllAsync(CancellationToken cancellationToken)
    {
        var marked = 0L;
        foreach (var hold in await holds.ListActiveAsync(cancellationToken))
            marked += await MarkAsync(hold, cancellationToken);
        return marked;
    }

    private async Task<long> MarkAsync(LegalHold hold, CancellationToken cancellationToken)
    {
        var marked = await log.HoldAsync(hold.Scope, cancellationToken);
        await summaries.HoldAsync(hold.Scope, cancellationToken);
        return marked;
    }
}
