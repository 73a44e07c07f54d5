using ProKure.Integrations.Analytics;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Reconciliation;

/// <summary>Compares roll-ups with their summaries: each minute once when it has settled, the whole history slowly, an hour in each pass, newest first.</summary>
internal sealed class RollUps(
    ISummaryStore summaries, Func<HubConfiguration> configuration, ReconcilerOptions options, ReconciliationReport report, TimeProvider time) : IReconciliationStep
{
    private static readonly TimeSpan Slice = TimeSpan.FromHours(1);

    private DateTimeOffset _recentUntil = MinuteOf(time.GetUtcNow() - options.SettleTime);
    private DateTimeOffset _historyFrom = MinuteOf(time.GetUtcNow() - options.SettleTime);
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public string Name => "roll_ups";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var settled = MinuteOf(time.GetUtcNow() - options.SettleTime);
        if (settled > _recentUntil)
        {
            var to = settled - _recentUntil > Slice ? _recentUntil + Slice : settled;
            report.Mended(ReconciliationKind.RollUpsPutRight, await summaries.RecountAsync(_recentUntil, to, cancellationToken));
            _recentUntil = to;
        }

        await CheckHistoryAsync(settled, cancellationToken);
    }

    private async Task CheckHistoryAsync(DateTimeOffset settled, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _next)
            return;
        report.Mended(ReconciliationKind.RollUpsPutRight, await summaries.RecountAsync(_historyFrom - Slice, _historyFrom, cancellationToken));
        _historyFrom -= Slice;
        if (_historyFrom <= SummaryUpkeepStep.CompleteFrom(settled, configuration(), options))
            (_historyFrom, _next) = (settled, time.GetUtcNow() + options.RestInterval);
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset instant) => new(instant.Ticks - (instant.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
