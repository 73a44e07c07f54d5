namespace ProKure.Integrations.Spool;

/// <summary>
/// Writes a segment anew, with some of its records changed: into files of its own, which take the place of the old ones once they are durable. What the drain has
/// carried to the store meanwhile is carried there once more, which changes nothing.
/// </summary>
internal sealed class SpoolRewrite(SpoolSegments segments, SpoolSegmentView view)
{
    private const int MaxTogether = 256;
    private const int MaxBytes = 16 << 20;

    // Stands for a body that was shed, of which nothing is written but that it was.
    private static readonly byte[] Shed = [0];

    private readonly List<SpoolRecord> _batch = [];
    private long _batchBytes;
    private bool _isShedBatch;

    /// <returns>How many records were changed; for none, nothing was written.</returns>
    public int Run(Func<SpooledRecord, SpoolRecord?> change)
    {
        var changes = new Dictionary<long, SpoolRecord>();
        try
        {
            foreach (var (position, record) in Read())
            {
                if (change(record) is { } changed)
                    changes.Add(position, changed);
            }

            if (changes.Count > 0)
                Write(changes);
            return changes.Count;
        }
        catch (FileNotFoundException)
        {
            // Drained to its end, or dropped for want of room, in between.
            return 0;
        }
    }

    private IEnumerable<(long Position, SpooledRecord Record)> Read()
    {
        using var reader = new SpoolReader(view.Segment, view.Start, view.End, view.HasBodies);
        for (var position = reader.Position; reader.TryRead(out var frame, out var entry); position = reader.Position)
            yield return (position, new SpooledRecord(entry, reader.ReadBody(frame)));
    }

    private void Write(Dictionary<long, SpoolRecord> changes)
    {
        var anew = view.Segment.Successor();
        try
        {
            foreach (var (position, record) in Read())
            {
                var isChanged = changes.TryGetValue(position, out var changed);
                var isShed = !isChanged && record.Body is null;
                Add(anew, isChanged ? changed : new SpoolRecord(record.Entry, record.Body ?? Shed), isShed);
            }

            Flush(anew);
            anew.Seal(cut: false);
        }
        catch
        {
            anew.Seal(cut: false);
            File.Delete(anew.BodiesPath);
            File.Delete(anew.EntriesPath);
            throw;
        }

        segments.Replace(view.Segment, anew);
    }

    private void Add(SpoolSegment anew, SpoolRecord record, bool isShed)
    {
        if (isShed != _isShedBatch || _batch.Count == MaxTogether || _batchBytes > MaxBytes)
            Flush(anew);
        _isShedBatch = isShed;
        _batch.Add(record);
        _batchBytes += record.Entry.Length + record.BodyLength;
    }

    private void Flush(SpoolSegment anew)
    {
        if (_batch.Count == 0)
            return;
        var withBodies = !_isShedBatch && _batch.Exists(record => record.BodyLength > 0);
        anew.Append(_batch, withBodies, view.Segment.OldestAt);
        anew.EntryBytes += _batch.Sum(record => (long)SpoolFrame.HeaderLength + record.Entry.Length);
        anew.BodyBytes += withBodies ? _batch.Sum(record => (long)record.BodyLength) : 0;
        anew.OldestAt = view.Segment.OldestAt;
        anew.Count += _batch.Count;
        anew.CountWithBody += withBodies ? _batch.Count(record => record.BodyLength > 0) : 0;
        _batch.Clear();
        _batchBytes = 0;
    }
}
