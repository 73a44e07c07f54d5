using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Reconciliation;

/// <summary>
/// Makes the summaries and roll-ups of a span of time anew from the log. Harmless while hubs run, and when it is repeated: summaries whose time is over are not brought back, and roll-ups
/// that count such summaries stay as they are.
/// </summary>
public sealed class SummaryRebuild(
    IIntegrationLogStore log, ISummaryStore summaries, ConfigurationSnapshots snapshots, IOptions<ReconcilerOptions> options, TimeProvider time)
{
    /// <summary>Reads the attempts that began from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), writes the summaries that are missing, and counts the roll-ups of their minutes anew.</summary>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end.</param>
    /// <param name="progress">Told after each page; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; what was written stays.</param>
    /// <exception cref="StoreUnavailableException">A store cannot be used now; what was written stays.</exception>
    public async Task<SummaryRebuildResult> RunAsync(
        DateTimeOffset from, DateTimeOffset to, IProgress<SummaryRebuildProgress>? progress, CancellationToken cancellationToken)
    {
        await snapshots.ReloadAsync(cancellationToken);
        var (now, configuration) = (time.GetUtcNow(), snapshots.Current.Configuration);
        var kept = SummaryUpkeepStep.KeptFrom(now, options.Value);
        var walk = new LogWalk(log, from, to);
        var (read, pending, over, written) = (0L, 0L, 0L, 0L);
        while (!walk.IsOver)
        {
            read += await walk.VisitPageAsync(
                async entries =>
                {
                    var ended = entries.Where(entry => entry.Status != LogStatus.Pending).ToList();
                    var wanted = ended.Where(entry => entry.StartedAt >= kept && !SummaryUpkeepStep.HasLostItsSummary(entry, configuration, now)).Select(RequestSummary.Of).ToList();
                    if (wanted.Count > 0)
                        written += await summaries.WriteAsync(wanted, cancellationToken);
                    pending += entries.Count - ended.Count;
                    over += ended.Count - wanted.Count;
                },
                cancellationToken);
            progress?.Report(new SummaryRebuildProgress(read, walk.Position));
        }

        var complete = SummaryUpkeepStep.CompleteFrom(now, configuration, options.Value);
        var (first, end) = (MinuteOf(from), NextMinute(to));
        var counted = complete > first ? NextMinute(complete) : first;
        var rollUps = counted < end ? await summaries.RecountAsync(counted, end, cancellationToken) : 0;
        return new SummaryRebuildResult(read, pending, over, written, rollUps, counted > first ? Earlier(counted, to) : null);
    }

    private static DateTimeOffset NextMinute(DateTimeOffset instant) => MinuteOf(instant.AddTicks(TimeSpan.TicksPerMinute - 1));

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset MinuteOf(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}

/// <summary>How far a rebuild is.</summary>
/// <param name="Read">Log entries read so far.</param>
/// <param name="Position">When the last of them began; the rebuild goes from the newest to the oldest.</param>
public sealed record SummaryRebuildProgress(long Read, DateTimeOffset Position);

/// <summary>What a rebuild did.</summary>
/// <param name="Read">Log entries read.</param>
/// <param name="Pending">Those still in flight, which have no summary yet.</param>
/// <param name="Over">Those whose summaries are kept no longer.</param>
/// <param name="Written">Summaries that were missing, or said only that the end is unknown.</param>
/// <param name="RollUpsPutRight">Roll-ups that differed from their summaries.</param>
/// <param name="RollUpsLeftUntil">Roll-ups of the span before this time were left as they are, since not all of their summaries are kept any more; null when all were counted.</param>
public sealed record SummaryRebuildResult(long Read, long Pending, long Over, long Written, int RollUpsPutRight, DateTimeOffset? RollUpsLeftUntil);
