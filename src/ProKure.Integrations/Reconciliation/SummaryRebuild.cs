using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Reconciliation;

/// <summary>Makes the summaries and roll-ups of a span of time anew from the log. Harmless while hubs run, and when it is repeated.</summary>
public sealed class SummaryRebuild(IIntegrationLogStore log, ISummaryStore summaries)
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
        var walk = new LogWalk(log, from, to);
        var (read, pending, written) = (0L, 0L, 0L);
        while (!walk.IsOver)
        {
            read += await walk.VisitPageAsync(
                async entries =>
                {
                    var ended = entries.Where(entry => entry.Status != LogStatus.Pending).Select(RequestSummary.Of).ToList();
                    if (ended.Count > 0)
                        written += await summaries.WriteAsync(ended, cancellationToken);
                    pending += entries.Count - ended.Count;
                },
                cancellationToken);
            progress?.Report(new SummaryRebuildProgress(read, walk.Position));
        }

        var rollUps = await summaries.RecountAsync(MinuteOf(from), MinuteOf(to.AddTicks(TimeSpan.TicksPerMinute - 1)), cancellationToken);
        return new SummaryRebuildResult(read, pending, written, rollUps);
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}

/// <summary>How far a rebuild is.</summary>
/// <param name="Read">Log entries read so far.</param>
/// <param name="Position">When the last of them began; the rebuild goes from the newest to the oldest.</param>
public sealed record SummaryRebuildProgress(long Read, DateTimeOffset Position);

/// <summary>What a rebuild did.</summary>
/// <param name="Read">Log entries read.</param>
/// <param name="Pending">Those still in flight, which have no summary yet.</param>
/// <param name="Written">Summaries that were missing, or said only that the end is unknown.</param>
/// <param name="RollUpsPutRight">Roll-ups that differed from their summaries.</param>
public sealed record SummaryRebuildResult(long Read, long Pending, long Written, int RollUpsPutRight);
