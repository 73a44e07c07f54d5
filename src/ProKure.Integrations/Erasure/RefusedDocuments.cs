using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Erasure;

/// <summary>Counts documents that must stay as they are.</summary>
internal sealed class RefusedDocuments
{
    private readonly List<Guid> _held = [];
    private readonly List<Guid> _inFlight = [];
    private int _heldCount;
    private int _inFlightCount;

    /// <summary>Counts the document if it must stay.</summary>
    /// <returns>Whether it must.</returns>
    public bool Add(LogEntry entry)
    {
        if (entry.LegalHold)
            Note(_held, ref _heldCount, entry.RequestId);
        else if (entry.Status == LogStatus.Pending)
            Note(_inFlight, ref _inFlightCount, entry.RequestId);
        else
            return false;
        return true;
    }

    /// <summary>All that is refused.</summary>
    public ErasureRefusals With(IReadOnlyList<Guid> openDeliveries) =>
        new(_heldCount, _inFlightCount, openDeliveries.Count, _held, _inFlight, [.. openDeliveries.Take(ErasureRefusals.MaxIds)]);

    private static void Note(List<Guid> ids, ref int count, Guid id)
    {
        count++;
        if (ids.Count < ErasureRefusals.MaxIds)
            ids.Add(id);
    }
}
