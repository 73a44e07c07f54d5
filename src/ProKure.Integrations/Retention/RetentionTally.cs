namespace ProKure.Integrations.Retention;

/// <summary>Adds up what a run removes. Used by one run.</summary>
internal sealed class RetentionTally
{
    private readonly Dictionary<(RetentionStore Store, string? Class, string System), RetentionLine> _lines = [];
    private readonly List<RetentionKept> _kept = [];
    private long _objectsLeft;

    public void Add(RetentionStore store, string? retentionClass, ExpiredCount removed)
    {
        var key = (store, retentionClass, removed.SystemCode);
        _lines[key] = _lines.TryGetValue(key, out var line)
            ? line with
            {
                Count = line.Count + removed.Count,
                Oldest = removed.Oldest < line.Oldest ? removed.Oldest : line.Oldest,
                Newest = removed.Newest > line.Newest ? removed.Newest : line.Newest,
            }
            : new RetentionLine(store, retentionClass, removed.SystemCode, removed.Count, removed.Oldest, removed.Newest);
    }

    public void Add(RetentionStore store, string? retentionClass, IEnumerable<ExpiredDocument> removed)
    {
        foreach (var document in removed)
            Add(store, retentionClass, new ExpiredCount(document.SystemCode, 1, document.CreatedAt, document.CreatedAt));
    }

    public void Keep(string? retentionClass, KeptCount kept)
    {
        if (kept.Held + kept.Unarchived > 0)
            _kept.Add(new RetentionKept(retentionClass, kept.Held, kept.Unarchived));
    }

    public void LeaveObjects(int count) => _objectsLeft += count;

    public RetentionReport ToReport() => new()
    {
        Lines =
        [
            .. _lines.Values.OrderBy(line => line.Store).ThenBy(line => line.RetentionClass, StringComparer.Ordinal).ThenBy(line => line.SystemCode, StringComparer.Ordinal),
        ],
        Kept = [.. _kept],
        ObjectsLeft = _objectsLeft,
    };
}
