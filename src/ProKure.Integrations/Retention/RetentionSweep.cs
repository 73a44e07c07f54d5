using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Retention;

/// <summary>
/// Removes what is kept no longer, or says what it would remove. Its steps and their order stand here and nowhere else; each can be ended at any line and begun again:
/// docs/guides/retention.md has the table.
/// </summary>
public sealed class RetentionSweep(
    IExpiringLog log, IExpiringSummaries summaries, IObjectStore objects, IBodyKeeper archive, HoldKeeper holds, ConfigurationSnapshots snapshots, IOptions<RetentionOptions> options, TimeProvider time)
{
    private ImmutableArray<Versioned<RetentionClassConfig>> Classes => snapshots.Current.Configuration.RetentionClasses;

    /// <summary>What the next run would remove, and what stays although its time is over. Changes nothing.</summary>
    public async Task<RetentionReport> PreviewAsync(CancellationToken cancellationToken)
    {
        var (tally, now) = (new RetentionTally(), time.GetUtcMilliseconds());
        foreach (var (retention, _, _, _) in Classes)
        {
            if (BodiesBefore(retention, now) is { } before)
                Add(RetentionStore.Bodies, retention.Code, await log.CountBodiesAsync(retention.Code, before, cancellationToken));
            if (SummariesBefore(retention, now) is { } begun)
                Add(RetentionStore.Summaries, retention.Code, await summaries.CountAsync(retention.Code, begun, cancellationToken));
        }

        foreach (var rule in Rules(now))
        {
            Add(RetentionStore.Log, rule.RetentionClass, await log.CountAsync(rule, cancellationToken));
            tally.Keep(rule.RetentionClass, await log.CountKeptAsync(rule, cancellationToken));
        }

        return tally.ToReport();

        void Add(RetentionStore store, string? retentionClass, IReadOnlyList<ExpiredCount> counts)
        {
            foreach (var count in counts)
                tally.Add(store, retentionClass, count);
        }
    }

    /// <summary>Removes it, a batch at a time, as long as this process may.</summary>
    /// <param name="mayGoOn">Asked before each batch.</param>
    /// <param name="report">Told after each batch and step what was removed so far, to keep it.</param>
    /// <param name="cancellationToken">Ends the run; what is left goes with the next.</param>
    /// <exception cref="StoreUnavailableException">A store is away; what is left goes with the next run.</exception>
    public async Task<RetentionReport> RunAsync(Func<bool> mayGoOn, Func<RetentionReport, Task> report, CancellationToken cancellationToken)
    {
        var (tally, now) = (new RetentionTally(), time.GetUtcMilliseconds());
        var run = new Run(tally, mayGoOn, report, cancellationToken);
        await holds.KeepAsync(cancellationToken);
        foreach (var (retention, _, _, _) in Classes)
        {
            if (BodiesBefore(retention, now) is { } before)
                await ForgetBodiesAsync(run, retention.Code, before);
            await report(tally.ToReport());
        }

        foreach (var rule in Rules(now))
        {
            await RemoveDocumentsAsync(run, rule);
            tally.Keep(rule.RetentionClass, await log.CountKeptAsync(rule, cancellationToken));
            await report(tally.ToReport());
        }

        foreach (var (retention, _, _, _) in Classes)
        {
            if (SummariesBefore(retention, now) is { } begun)
                await RemoveSummariesAsync(run, retention.Code, begun);
        }

        return tally.ToReport();
    }

    private static DateTimeOffset? BodiesBefore(RetentionClassConfig retention, DateTimeOffset now) =>
        retention.ObjectDays < retention.LogDays ? now.AddDays(-retention.ObjectDays.Value) : null;

    private static DateTimeOffset? SummariesBefore(RetentionClassConfig retention, DateTimeOffset now) =>
        retention.MetadataDays is { } days ? now.AddDays(-days) : null;

    private IEnumerable<ExpiryRule> Rules(DateTimeOffset now) =>
        Classes.Select(stored => ExpiryRule.Of(stored.Row, now)).Append(ExpiryRule.OfDefault(log.KeepDefault, now));

    // The document says first that its bodies are gone. An object that is left is one that no document refers to, which the search for orphans removes.
    private async Task ForgetBodiesAsync(Run run, string retentionClass, DateTimeOffset createdBefore)
    {
        while (run.MayGoOn())
        {
            var found = await log.FindBodiesAsync(retentionClass, createdBefore, options.Value.BatchSize, run.Cancel);
            var forgotten = found.Count == 0 ? [] : await log.ForgetBodiesAsync([.. found.Select(document => document.RequestId)], run.Cancel);
            if (!await EndBatchAsync(run, RetentionStore.Bodies, retentionClass, found, forgotten))
                return;
        }
    }

    // The document goes first, for the same reason: nothing points at an object that is gone.
    private async Task RemoveDocumentsAsync(Run run, ExpiryRule rule)
    {
        while (run.MayGoOn())
        {
            var found = await log.FindAsync(rule, options.Value.BatchSize, run.Cancel);
            var deleted = found.Count == 0 ? [] : await log.DeleteAsync(rule, [.. found.Select(document => document.RequestId)], run.Cancel);
            if (!await EndBatchAsync(run, RetentionStore.Log, rule.RetentionClass, found, deleted))
                break;
        }

        if (run.MayGoOn())
            await log.TidyAsync(rule, run.Cancel);
    }

    private async Task RemoveSummariesAsync(Run run, string retentionClass, DateTimeOffset startedBefore)
    {
        while (run.MayGoOn())
        {
            var removed = await summaries.RemoveAsync(retentionClass, startedBefore, options.Value.BatchSize, run.Cancel);
            foreach (var count in removed)
            {
                run.Tally.Add(RetentionStore.Summaries, retentionClass, count);
                Telemetry.RetentionRemoved.Add(count.Count, Tags(RetentionStore.Summaries, retentionClass));
            }

            if (removed.Count > 0)
                await run.Report(run.Tally.ToReport());
            if (removed.Sum(count => count.Count) < options.Value.BatchSize)
                return;
            await Task.Delay(options.Value.BatchPause, time, run.Cancel);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> EndBatchAsync(
        Run run, RetentionStore store, string? retentionClass, IReadOnlyList<ExpiredDocument> found, IReadOnlyList<Guid> gone)
    {
        if (gone.Count == 0)
            return false;
        var ids = gone.ToHashSet();
        var removed = found.Where(document => ids.Contains(document.RequestId)).ToList();
        run.Tally.Add(store, retentionClass, removed);
        Telemetry.RetentionRemoved.Add(removed.Count, Tags(store, retentionClass));
        await run.Report(run.Tally.ToReport());
        await RemoveObjectsAsync(run, [.. removed.SelectMany(document => document.ObjectKeys)]);
        if (found.Count < options.Value.BatchSize)
            return false;
        await Task.Delay(options.Value.BatchPause, time, run.Cancel);
        return true;
    }

    private async Task RemoveObjectsAsync(Run run, IReadOnlyList<string> keys)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            try
            {
                // What the archive holds needs its bodies as long as it does.
                if (!await archive.KeepsBodyAsync(keys[i], run.Cancel))
                    await objects.DeleteAsync(keys[i], run.Cancel);
            }
            catch (StoreUnavailableException)
            {
                // They are orphans now, and are found as such: the documents go on going.
                run.Tally.LeaveObjects(keys.Count - i);
                return;
            }
        }
    }

    private static KeyValuePair<string, object?>[] Tags(RetentionStore store, string? retentionClass) =>
        [new("store", WireName.Of(store)), new("class", retentionClass ?? "")];

    private sealed record Run(RetentionTally Tally, Func<bool> MayGoOn, Func<RetentionReport, Task> Report, CancellationToken Cancel);
}
