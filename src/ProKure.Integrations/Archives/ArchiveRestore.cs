using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Archives;

/// <summary>
/// Brings archived documents back into the log for a while: marked with <see cref="LogEntry.RestoredAt"/>, and with an expiry of their own. What is there still stays as it is; what came
/// back earlier lives longer. Repeating it is harmless.
/// </summary>
public sealed class ArchiveRestore(ArchiveSearch search, IIntegrationLogStore log, IArchivedLog archived, TimeProvider time)
{
    /// <summary>The longest time that documents come back for, in days.</summary>
    public const int MaxDays = 3_650;

    private const int WriteTogether = 50;

    /// <summary>Brings a page of documents back.</summary>
    /// <param name="query">Which documents.</param>
    /// <param name="days">For how many days.</param>
    /// <param name="limit">The most documents.</param>
    /// <param name="after">Where the page before ended; null to begin.</param>
    /// <param name="cancellationToken">Breaks off; what is back stays.</param>
    /// <exception cref="StoreUnavailableException">A store is away; some of the documents may be back.</exception>
    /// <exception cref="ArchiveFileException">A file cannot be used; some of the documents may be back.</exception>
    public async Task<RestoreResult> RestoreAsync(ArchiveQuery query, int days, int limit, ArchiveCursor? after, CancellationToken cancellationToken)
    {
        var page = await search.SearchAsync(query, limit, after, cancellationToken);
        var now = time.GetUtcMilliseconds();
        var until = now.AddDays(days);
        var (there, again, gone) = await SortAsync(page.Items, cancellationToken);
        var prolonged = again.Count == 0 ? 0 : await archived.ProlongAsync(again, until, cancellationToken);
        var (restored, refused, writes) = (0, new List<string>(), new List<LogWrite>());
        await foreach (var (found, document) in search.ReadAsync(gone, cancellationToken))
        {
            writes.Add(new LogWrite(LogWriteKind.Insert, BackFrom(found, document, now, until)));
            if (writes.Count == WriteTogether)
                await WriteAsync();
        }

        await WriteAsync();
        Telemetry.Restored.Add(restored);
        return new RestoreResult(page.Items.Count, restored, prolonged, there + again.Count - prolonged, until, refused, page.Faults, page.Next);

        async Task WriteAsync()
        {
            var refusals = writes.Count == 0 ? [] : await log.WriteAsync(writes, cancellationToken);
            refused.AddRange(refusals.Select(refusal => $"{writes[refusal.Index].Document.Entry.RequestId}: {refusal.Reason}"));
            restored += writes.Count - refusals.Count;
            writes.Clear();
        }
    }

    private async Task<(int There, List<Guid> Again, List<ArchivedEntry> Gone)> SortAsync(IReadOnlyList<ArchivedEntry> items, CancellationToken cancellationToken)
    {
        var (there, again, gone) = (0, new List<Guid>(), new List<ArchivedEntry>());
        foreach (var item in items)
        {
            var document = await log.FindAsync(item.Entry.RequestId, cancellationToken);
            if (document is null)
                gone.Add(item);
            else if (document.Entry.RestoredAt is not null)
                again.Add(item.Entry.RequestId);
            else
                there++;
        }

        return (there, again, gone);
    }

    // A hold that is in force marks the document again before anything is deleted; one that was released since then must not keep it.
    private static LogDocument BackFrom(ArchivedEntry found, LogDocument document, DateTimeOffset now, DateTimeOffset until) => document with
    {
        Entry = document.Entry with { ArchiveKey = found.Key, RestoredAt = now, ExpiresAt = until, LegalHold = false },
    };
}

/// <summary>What was brought back.</summary>
/// <param name="Found">How many documents met the query.</param>
/// <param name="Restored">How many came back.</param>
/// <param name="Prolonged">How many had come back before, and live longer now.</param>
/// <param name="AlreadyThere">How many were in the log, and stay as they are.</param>
/// <param name="ExpiresAt">Until when those that came back live.</param>
/// <param name="Refused">What the log store refused, with the reasons.</param>
/// <param name="Faults">Files that could not be looked into.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record RestoreResult(
    int Found, int Restored, int Prolonged, int AlreadyThere, DateTimeOffset ExpiresAt, IReadOnlyList<string> Refused, IReadOnlyList<ArchiveFault> Faults, ArchiveCursor? Next);
