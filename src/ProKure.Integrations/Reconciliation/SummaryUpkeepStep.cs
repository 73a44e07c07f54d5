using ProKure.Integrations.Analytics;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Reconciliation;

/// <summary>Makes room for the summaries of the months to come and removes the months that are kept no longer.</summary>
internal sealed class SummaryUpkeepStep(
    ISummaryStore summaries, Func<HubConfiguration> configuration, ReconcilerOptions options, ReconciliationReport report, TimeProvider time) : IReconciliationStep
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public string Name => "summary_upkeep";

    /// <summary>The beginning of the first month of which everything is kept.</summary>
    public static DateTimeOffset KeptFrom(DateTimeOffset now, ReconcilerOptions options)
    {
        var from = (now - options.KeepSummaries).ToUniversalTime();
        return new DateTimeOffset(from.Year, from.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    /// <summary>The time from which on all summaries are there, so that roll-ups can be counted from them: classes may be shorter than the months.</summary>
    public static DateTimeOffset CompleteFrom(DateTimeOffset now, HubConfiguration configuration, ReconcilerOptions options) =>
        configuration.RetentionClasses.Select(stored => CompleteFrom(now, stored)).Append(KeptFrom(now, options)).Max();

    // Before it was changed, a class may have kept them for a shorter time.
    private static DateTimeOffset CompleteFrom(DateTimeOffset now, Versioned<RetentionClassConfig> stored)
    {
        var from = stored.Row.MetadataDays is { } days ? now.AddDays(1 - days) : DateTimeOffset.MinValue;
        return stored.Version > 1 && stored.ChangedAt > from ? stored.ChangedAt : from;
    }

    /// <summary>Whether the summary of an attempt went before its month: its class keeps summaries for a shorter time.</summary>
    public static bool HasLostItsSummary(LogEntry entry, HubConfiguration configuration, DateTimeOffset now) =>
        entry is { RetentionClass: { } code, LegalHold: false }
        && configuration.RetentionClasses.FirstOrDefault(stored => stored.Row.Code == code)?.Row.MetadataDays is { } days
        && entry.StartedAt < now.AddDays(-days);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _next)
            return;
        var upkeep = await summaries.MaintainAsync(Keeping(now), cancellationToken);
        report.Mended(ReconciliationKind.PartitionsMade, upkeep.MadeAhead);
        report.Mended(ReconciliationKind.SummariesRemoved, upkeep.Removed);
        _next = now + options.UpkeepInterval;
    }

    private SummaryKeeping Keeping(DateTimeOffset now) => new(KeptFrom(now, options))
    {
        KeepFromByClass = configuration().RetentionClasses.Where(stored => stored.Row.MetadataDays is not null)
            .ToDictionary(stored => stored.Row.Code, stored => now.AddDays(-stored.Row.MetadataDays!.Value), StringComparer.Ordinal),
    };
}
