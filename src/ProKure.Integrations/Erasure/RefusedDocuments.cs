using ProKure.Integrations.Logging;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Erasure;

/// <summary>Counts documents that must stay as they are.</summary>
/// <param name="holds">Holds whose marks may be missing yet.</param>
internal sealed class RefusedDocuments(IReadOnlyList<HoldScope> holds)
{
    private readonly List<Guid> _held = [];
    private readonly List<Guid> _inFlight = [];
    private int _heldCount;
    private int _inFlightCount;

    /// <summary>Whether one of them is held.</summary>
    public bool AnyHeld => _heldCount > 0;

    /// <summary>Counts the document if it must stay.</summary>
    /// <returns>Whether it must.</returns>
    public bool Add(LogEntry entry)
    {
        if (entry.LegalHold || holds.Any(hold => hold.Covers(entry)))
            Note(_held, ref _heldCount, entry.RequestId);
        else if (entry.Status == LogStatus.Pending)
            Note(_inFlight, ref _inFlightCount, entry.RequestId);
        else
            return false;
        return true;
    }

    /// <summary>All that is refused.</summary>
    public ErasureRefusals With(int heldDeliveries, IReadOnlyList<Guid> openDeliveries) =>
        new(_heldCount, heldDeliveries, _inFlightCount, openDeliveries.Count, _held, _inFlight, [.. openDeliveries.Take(ErasureRefusals.MaxIds)]);

    private static void Note(List<Guid> ids, ref int count, Guid id)
    {
        count++;
        if (ids.Count < ErasureRefusals.MaxIds)
            ids.Add(id);
    }
}
