using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Postgres.Analytics;

/// <summary>A batch with each attempt once: what remains when its summaries are written one after the other.</summary>
internal sealed class SummaryBatch
{
    private readonly Dictionary<Guid, RequestSummary> _last = [];
    private readonly HashSet<Guid> _replacedInside = [];

    /// <exception cref="ArgumentException">An attempt is pending, or has no duration.</exception>
    public SummaryBatch(IReadOnlyList<RequestSummary> summaries)
    {
        foreach (var summary in summaries)
            Add(summary);
    }

    /// <summary>In the order of ids.</summary>
    public IReadOnlyList<RequestSummary> Summaries => field ??= [.. _last.Values.OrderBy(summary => summary.RequestId)];

    /// <summary>How many of the batch as given were added or replaced, when the store did so with these.</summary>
    public int Count(IEnumerable<(Guid Id, bool IsAdded)> written) =>
        written.Sum(summary => summary.IsAdded && _replacedInside.Contains(summary.Id) ? 2 : 1);

    private void Add(RequestSummary summary)
    {
        if (summary.Status == LogStatus.Pending)
            throw new ArgumentException($"Attempt {summary.RequestId} is pending and has no summary.", nameof(summary));
        if (double.IsNaN(summary.DurationMs))
            throw new ArgumentException($"Expected the duration of attempt {summary.RequestId}, found NaN.", nameof(summary));
        if (_last.TryAdd(summary.RequestId, summary) || summary.Status == LogStatus.Unknown || _last[summary.RequestId].Status != LogStatus.Unknown)
            return;
        _last[summary.RequestId] = summary;
        _replacedInside.Add(summary.RequestId);
    }
}
