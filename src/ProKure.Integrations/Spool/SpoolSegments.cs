using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Spool;

/// <summary>
/// The segments of one queue, oldest first, and what is counted of them; guards what stands in them. The last one is the active one, where records are added,
/// until it is long enough.
/// </summary>
/// <param name="kind">What is in them, for metrics and the operator.</param>
/// <param name="folder">Where their files are.</param>
/// <param name="owner">Makes the names of the files different from those of other processes.</param>
/// <param name="segmentBytes">How long a segment grows.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Tells the operator what is lost.</param>
internal sealed partial class SpoolSegments(string kind, string folder, string owner, int segmentBytes, TimeProvider time, ILogger logger)
{
    private readonly SpoolCounts _counts = new(kind);
    private readonly Lock _gate = new();
    private readonly List<SpoolSegment> _segments = [];
    private SpoolSegment? _active;
    private bool _isAppending;
    private int _made;

    /// <summary>Records that wait.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
                return _segments.Sum(s => s.Count);
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _segments.Sum(s => s.Bytes);
        }
    }

    public SpoolQueueState State
    {
        get
        {
            lock (_gate)
            {
                var oldest = _segments.FirstOrDefault(s => s.Count > 0)?.OldestAt;
                return new SpoolQueueState(
                    Count, Bytes, oldest is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
                    _counts.Spooled, _counts.Drained, _counts.BodiesShed, _counts.Lost);
            }
        }
    }

    /// <summary>Counts records that were removed without having reached a store.</summary>
    public void CountLost(long count) => _counts.AddLost(count);

    /// <summary>While somebody appends, the active segment stays although it may be empty.</summary>
    public void BeginAppend()
    {
        lock (_gate)
            _isAppending = true;
    }

    public void EndAppend()
    {
        lock (_gate)
            _isAppending = false;
    }

    /// <summary>The segment where records are added now.</summary>
    public SpoolSegment Active()
    {
        lock (_gate)
        {
            if (_active is { } active)
                return active;
        }

        Directory.CreateDirectory(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeMilliseconds():D14}-{owner}-{++_made:D6}");
        var made = new SpoolSegment(folder, name);
        lock (_gate)
        {
            _segments.Add(made);
            _active = made;
        }

        return made;
    }

    /// <summary>What was appended is durable, and counts from now on.</summary>
    public void Commit(SpoolSegment segment, IReadOnlyList<SpoolRecord> records, bool withBodies, long now)
    {
        var bodied = records.Count(r => r.BodyLength > 0);
        lock (_gate)
        {
            segment.EntryBytes += records.Sum(r => (long)SpoolFrame.HeaderLength + r.Entry.Length);
            segment.BodyBytes += withBodies ? records.Sum(r => (long)r.BodyLength) : 0;
            segment.OldestAt = Math.Min(segment.OldestAt, now);
            segment.Count += records.Count;
            segment.CountWithBody += withBodies ? bodied : 0;
            _counts.AddSpooled(records.Count);
            if (!withBodies)
                _counts.AddBodiesShed(bodied);
            if (segment.Bytes >= segmentBytes)
            {
                segment.Seal(cut: false);
                _active = null;
            }
        }
    }

    /// <summary>
    /// What a failed append left behind is cut off, and the next begins a file of its own: after a failed flush nobody knows what the old one holds.
    /// </summary>
    public void Abandon(SpoolSegment segment)
    {
        lock (_gate)
        {
            segment.Seal(cut: true);
            _active = null;
            if (segment.Count == 0)
                Delete(segment);
        }
    }

    /// <summary>Deletes the bodies of the oldest segment that has any.</summary>
    /// <returns>False when there are none, or they cannot be deleted.</returns>
    public bool ShedOldestBodies()
    {
        lock (_gate)
        {
            if (_segments.FirstOrDefault(s => s.BodyBytes > 0) is not { } oldest)
                return false;
            if (oldest == _active)
            {
                oldest.Seal(cut: false);
                _active = null;
            }

            if (!TryDelete(oldest.BodiesPath))
                return false;
            Log.BodiesShed(logger, kind, oldest.CountWithBody, oldest.BodyBytes);
            _counts.AddBodiesShed(oldest.CountWithBody);
            (oldest.BodyBytes, oldest.CountWithBody) = (0, 0);
            return true;
        }
    }

    /// <summary>Deletes the oldest segment with all that waits in it, which is lost.</summary>
    public void DropOldest()
    {
        lock (_gate)
        {
            var oldest = _segments[0];
            if (oldest.Count > 0)
                Log.Dropped(logger, kind, oldest.Count);
            _counts.AddLost(oldest.Count);
            Delete(oldest);
        }
    }

    /// <summary>The oldest segment in which records wait, and which part of it is to be read; null when none wait.</summary>
    public SpoolSegmentView? Oldest()
    {
        lock (_gate)
        {
            RemoveEmpty();
            return _segments.FirstOrDefault(s => s.Count > 0) is { } oldest
                ? new SpoolSegmentView(oldest, oldest.Start, oldest.EntryBytes, oldest.BodyBytes > 0)
                : null;
        }
    }

    /// <summary>All segments in which records wait; from now on nothing more is added to them.</summary>
    public IReadOnlyList<SpoolSegmentView> Sealed()
    {
        lock (_gate)
        {
            RemoveEmpty();
            _active?.Seal(cut: false);
            _active = null;
            return [.. _segments.Where(s => s.Count > 0).Select(s => new SpoolSegmentView(s, s.Start, s.EntryBytes, s.BodyBytes > 0))];
        }
    }

    /// <summary>Puts a segment in the place of another whose records it has; when that is gone meanwhile, they are elsewhere, and it goes too.</summary>
    public void Replace(SpoolSegment old, SpoolSegment anew)
    {
        lock (_gate)
        {
            var place = _segments.IndexOf(old);
            _segments.Insert(Math.Max(0, place), anew);
            Delete(place < 0 ? anew : old);
        }
    }

    /// <summary>Removes the records of a batch that was read: they are elsewhere now.</summary>
    public void Remove(SpoolBatch batch)
    {
        lock (_gate)
        {
            var segment = batch.Segment;
            if (!_segments.Contains(segment))
                return;
            segment.Start = batch.End;
            segment.Count -= batch.Records.Count;
            segment.CountWithBody = Math.Max(0, segment.CountWithBody - batch.WithBody);
            _counts.AddDrained(batch.Records.Count);
            RemoveEmpty();
        }
    }

    /// <summary>The rest of a segment cannot be read: its disk gave back other bytes than were written, or somebody deleted it.</summary>
    public void GiveUp(SpoolSegment segment, Exception? fault)
    {
        lock (_gate)
        {
            if (!_segments.Contains(segment))
                return;
            Log.Unreadable(logger, kind, segment.Count, segment.EntriesPath, fault);
            _counts.AddLost(segment.Count);
            Delete(segment);
        }
    }

    /// <summary>Takes over a segment that nobody writes any more, whose file of entries is given. It comes before all that this process spooled itself: it is older.</summary>
    /// <returns>How many records came over.</returns>
    public long TakeOver(string entries)
    {
        var segment = SpoolSegment.TakeOver(entries, folder, out var torn);
        if (torn > 0)
            Log.Torn(logger, segment.EntriesPath, torn, segment.Count);
        lock (_gate)
        {
            _segments.Add(segment);
            _segments.Sort((a, b) => string.CompareOrdinal(a.EntriesPath, b.EntriesPath));
            var count = segment.Count;
            RemoveEmpty();
            return count;
        }
    }

    /// <summary>Closes the files; deletes those in which nothing waits.</summary>
    public void Close()
    {
        lock (_gate)
        {
            RemoveEmpty();
            _active?.Seal(cut: false);
            _active = null;
        }
    }

    private void RemoveEmpty()
    {
        foreach (var segment in _segments.Where(s => s.Count == 0 && (s != _active || !_isAppending)).ToList())
            Delete(segment);
    }

    private void Delete(SpoolSegment segment)
    {
        if (segment == _active)
            _active = null;
        _segments.Remove(segment);
        segment.Seal(cut: false);

        // Bodies first: a crash in between leaves entries without bodies, not bodies that belong to nothing.
        TryDelete(segment.BodiesPath);
        TryDelete(segment.EntriesPath);
    }

    private bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            // What stays of a drained file is drained again by the next process, which changes nothing.
            Log.NotDeleted(logger, path, fault);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(701, LogLevel.Warning, "The spool has no more room: the bodies of {Count} entries ({Kind}, {Bytes} bytes) are shed; the entries stay")]
        public static partial void BodiesShed(ILogger logger, string kind, long count, long bytes);

        [LoggerMessage(702, LogLevel.Error, "The spool has no more room and no more bodies to shed: the {Count} oldest entries ({Kind}) are lost")]
        public static partial void Dropped(ILogger logger, string kind, long count);

        [LoggerMessage(703, LogLevel.Error, "{Count} spooled entries ({Kind}) cannot be read and are lost: {File} is damaged")]
        public static partial void Unreadable(ILogger logger, string kind, long count, string file, Exception? fault);

        [LoggerMessage(704, LogLevel.Warning, "The drained spool file {File} cannot be deleted")]
        public static partial void NotDeleted(ILogger logger, string file, Exception fault);

        [LoggerMessage(705, LogLevel.Information, "{File} ends in {Bytes} bytes that were being written when its process died; its {Count} whole entries are kept")]
        public static partial void Torn(ILogger logger, string file, long bytes, long count);
    }
}

/// <summary>What of a segment may be read.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Start">Where the first record begins.</param>
/// <param name="End">Where the last one ends.</param>
/// <param name="HasBodies">Whether its bodies are there.</param>
internal readonly record struct SpoolSegmentView(SpoolSegment Segment, long Start, long End, bool HasBodies);
