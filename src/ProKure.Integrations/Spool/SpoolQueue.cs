using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Spool;

/// <summary>
/// A durable first-in-first-out queue in files that are only ever appended to. Appenders take turns; one reader, at the same time if it likes. A record that was read
/// stays until it is removed, and is read again after a crash.
/// </summary>
/// <remarks>
/// Bounded: when there is no more room, the bodies of the oldest segment go first, then those of the next, and only when there are none left, the oldest entries.
/// </remarks>
internal sealed partial class SpoolQueue : IDisposable
{
    private readonly string _kind;
    private readonly string _folder;
    private readonly string _owner;
    private readonly long _maxBytes;
    private readonly int _segmentBytes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SpoolCounts _counts;
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly Lock _turn = new();
    private readonly Lock _gate = new();

    // Guarded by _gate. The last segment is the active one, where _active says so.
    private readonly List<SpoolSegment> _segments = [];
    private SpoolSegment? _active;
    private bool _isAppending;
    private int _made;

    /// <summary>Sets up the queue; what its folder holds already, <see cref="Adopt"/> takes up.</summary>
    /// <param name="kind">What is in it, for metrics and the operator: <c>log</c> or <c>summary</c>.</param>
    /// <param name="folder">Where its files are; there is nobody else's in it.</param>
    /// <param name="owner">Makes the names of its files different from those of other processes.</param>
    /// <param name="maxBytes">The most bytes on disk.</param>
    /// <param name="segmentBytes">How long a segment grows.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Tells the operator what is lost.</param>
    public SpoolQueue(string kind, string folder, string owner, long maxBytes, int segmentBytes, TimeProvider time, ILogger logger)
    {
        (_kind, _folder, _owner, _maxBytes, _segmentBytes, _time, _logger) = (kind, folder, owner, maxBytes, segmentBytes, time, logger);
        _counts = new SpoolCounts(kind);
    }

    /// <summary>Records that wait.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
                return _segments.Sum(s => s.Count);
        }
    }

    public bool IsEmpty => Count == 0;

    /// <summary>What is in it now, and what became of what went through.</summary>
    public SpoolQueueState State
    {
        get
        {
            lock (_gate)
            {
                var count = _segments.Sum(s => s.Count);
                var oldest = _segments.FirstOrDefault(s => s.Count > 0)?.OldestAt;
                return new SpoolQueueState(
                    count, _segments.Sum(s => s.Bytes), oldest is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
                    _counts.Spooled, _counts.Drained, _counts.BodiesShed, _counts.Lost);
            }
        }
    }

    /// <summary>Adds the records and returns once they are durable.</summary>
    /// <exception cref="SpoolUnavailableException">None was added.</exception>
    public void Append(IReadOnlyList<SpoolRecord> records)
    {
        if (records.Count == 0)
            return;
        lock (_turn)
            AppendAlone(records);
        Wake();
    }

    /// <summary>Waits until there is something in it, or the time is up.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _filled.WaitAsync(atMost, cancellationToken);

    /// <summary>Reads the oldest records without removing them; null when there are none. Called by one at a time.</summary>
    /// <param name="maxRecords">The most records.</param>
    /// <param name="maxBytes">No further record is read once so many bytes were.</param>
    public SpoolBatch? Read(int maxRecords, int maxBytes)
    {
        while (true)
        {
            SpoolSegment segment;
            long start, end;
            bool hasBodies;
            lock (_gate)
            {
                RemoveEmpty();
                if (_segments.FirstOrDefault(s => s.Count > 0) is not { } oldest)
                    return null;
                (segment, start, end, hasBodies) = (oldest, oldest.Start, oldest.EntryBytes, oldest.BodyBytes > 0);
            }

            try
            {
                if (Read(segment, start, end, hasBodies, maxRecords, maxBytes) is { } batch)
                    return batch;
                GiveUp(segment, null);
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
            {
                // Dropped between the look and the reading, for want of room, which does not count here again; or deleted by somebody else.
                GiveUp(segment, fault);
            }
            catch (Exception fault) when (DiskFault.Is(fault))
            {
                throw new SpoolUnavailableException($"The spool in '{_folder}' cannot be read: {fault.Message}", fault);
            }
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

    /// <summary>
    /// Takes over the files of a queue that nobody else uses any more. A record that is not whole ends its file: what stands after it was never
    /// durable.
    /// </summary>
    /// <returns>How many records came over.</returns>
    public long Adopt(string folder)
    {
        if (!Directory.Exists(folder))
            return 0;
        Directory.CreateDirectory(_folder);
        long adopted = 0;
        foreach (var entries in Directory.EnumerateFiles(folder, "*" + SpoolSegment.EntriesExtension).Order(StringComparer.Ordinal).ToList())
        {
            var segment = SpoolSegment.TakeOver(entries, _folder, out var torn);
            if (torn > 0)
                Log.Torn(_logger, segment.EntriesPath, torn, segment.Count);
            lock (_gate)
            {
                // Before all that this process spooled itself: it is older.
                _segments.Add(segment);
                _segments.Sort((a, b) => string.CompareOrdinal(a.EntriesPath, b.EntriesPath));
                adopted += segment.Count;
                RemoveEmpty();
            }
        }

        // Bodies whose entries are gone belong to nothing.
        foreach (var bodies in Directory.EnumerateFiles(folder, "*" + SpoolSegment.BodiesExtension).ToList())
        {
            if (!File.Exists(Path.ChangeExtension(bodies, SpoolSegment.EntriesExtension)))
                File.Delete(bodies);
        }

        DurableFolder.Flush(_folder);
        if (adopted > 0)
            Wake();
        return adopted;
    }

    /// <summary>Counts records that were removed without having reached a store.</summary>
    public void CountLost(long count) => _counts.AddLost(count);

    /// <summary>Closes the files; deletes those in which nothing waits.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            RemoveEmpty();
            _active?.Seal(cut: false);
            _active = null;
        }

        _filled.Dispose();
    }

    private void AppendAlone(IReadOnlyList<SpoolRecord> records)
    {
        var entryBytes = records.Sum(r => (long)SpoolFrame.HeaderLength + r.Entry.Length);
        var bodyBytes = records.Sum(r => (long)r.BodyLength);
        lock (_gate)
            _isAppending = true;
        try
        {
            var withBodies = MakeRoom(entryBytes, bodyBytes);
            while (!TryAppend(records, withBodies, entryBytes, bodyBytes, out var fault))
            {
                // A full disk may have room again once bodies are gone; on any other fault there is one attempt without bodies.
                if (DiskFault.IsFull(fault) && ShedOldestBodies())
                    continue;
                if (!withBodies)
                    throw new SpoolUnavailableException($"The spool in '{_folder}' cannot be written: {fault.Message}", fault);
                withBodies = false;
            }
        }
        finally
        {
            lock (_gate)
                _isAppending = false;
        }
    }

    private void Wake()
    {
        try
        {
            _filled.Release();
        }
        catch (SemaphoreFullException)
        {
            // Whoever waits is woken already.
        }
    }

    private bool TryAppend(IReadOnlyList<SpoolRecord> records, bool withBodies, long entryBytes, long bodyBytes, out Exception fault)
    {
        fault = NoFault;
        SpoolSegment? segment = null;
        try
        {
            segment = Active();
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            segment.Append(records, withBodies, now);
            Commit(segment, records, withBodies, entryBytes, bodyBytes, now);
            return true;
        }
        catch (Exception failure) when (DiskFault.Is(failure))
        {
            fault = failure;
            Abandon(segment);
            return false;
        }
    }

    private SpoolSegment Active()
    {
        lock (_gate)
        {
            if (_active is { } active)
                return active;
        }

        Directory.CreateDirectory(_folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow().ToUnixTimeMilliseconds():D14}-{_owner}-{++_made:D6}");
        var made = new SpoolSegment(_folder, name);
        lock (_gate)
        {
            _segments.Add(made);
            _active = made;
        }

        return made;
    }

    private void Commit(SpoolSegment segment, IReadOnlyList<SpoolRecord> records, bool withBodies, long entryBytes, long bodyBytes, long now)
    {
        var bodied = records.Count(r => r.BodyLength > 0);
        lock (_gate)
        {
            segment.EntryBytes += entryBytes;
            segment.BodyBytes += withBodies ? bodyBytes : 0;
            segment.OldestAt = Math.Min(segment.OldestAt, now);
            segment.Count += records.Count;
            segment.CountWithBody += withBodies ? bodied : 0;
            _counts.AddSpooled(records.Count);
            if (!withBodies)
                _counts.AddBodiesShed(bodied);
            if (segment.Bytes >= _segmentBytes)
            {
                segment.Seal(cut: false);
                _active = null;
            }
        }
    }

    // What a failed append left behind is cut off, and the next begins a file of its own: after a failed flush nobody knows what the old one holds.
    private void Abandon(SpoolSegment? segment)
    {
        if (segment is null)
            return;
        lock (_gate)
        {
            segment.Seal(cut: true);
            _active = null;
            if (segment.Count == 0)
                Delete(segment);
        }
    }

    /// <returns>Whether there is room for the bodies too.</returns>
    private bool MakeRoom(long entryBytes, long bodyBytes)
    {
        if (entryBytes > _maxBytes)
            throw new SpoolUnavailableException($"The spool may take {_maxBytes} bytes; {entryBytes} are more than that.");
        while (Bytes + entryBytes + bodyBytes > _maxBytes)
        {
            if (ShedOldestBodies())
                continue;
            if (Bytes + entryBytes <= _maxBytes)
                return false;
            bodyBytes = 0;
            DropOldest();
        }

        return bodyBytes > 0;
    }

    private long Bytes
    {
        get
        {
            lock (_gate)
                return _segments.Sum(s => s.Bytes);
        }
    }

    private bool ShedOldestBodies()
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
            Log.BodiesShed(_logger, _kind, oldest.CountWithBody, oldest.BodyBytes);
            _counts.AddBodiesShed(oldest.CountWithBody);
            (oldest.BodyBytes, oldest.CountWithBody) = (0, 0);
            return true;
        }
    }

    private void DropOldest()
    {
        lock (_gate)
        {
            var oldest = _segments[0];
            if (oldest.Count > 0)
                Log.Dropped(_logger, _kind, oldest.Count);
            _counts.AddLost(oldest.Count);
            if (oldest == _active)
                _active = null;
            Delete(oldest);
        }
    }

    // The rest of a segment cannot be read: its disk gave back other bytes than were written.
    private void GiveUp(SpoolSegment segment, Exception? fault)
    {
        lock (_gate)
        {
            if (!_segments.Contains(segment))
                return;
            Log.Unreadable(_logger, _kind, segment.Count, segment.EntriesPath, fault);
            _counts.AddLost(segment.Count);
            if (segment == _active)
                _active = null;
            Delete(segment);
        }
    }

    private void RemoveEmpty()
    {
        foreach (var segment in _segments.Where(s => s.Count == 0 && (s != _active || !_isAppending)).ToList())
        {
            if (segment == _active)
                _active = null;
            Delete(segment);
        }
    }

    private void Delete(SpoolSegment segment)
    {
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
            Log.NotDeleted(_logger, path, fault);
            return false;
        }
    }

    private static SpoolBatch? Read(SpoolSegment segment, long start, long end, bool hasBodies, int maxRecords, int maxBytes)
    {
        using var reader = new SpoolReader(segment, start, end, hasBodies);
        var records = new List<SpooledRecord>();
        var (withBody, bytes) = (0, 0L);
        while (records.Count < maxRecords && bytes < maxBytes && reader.Position < end && reader.TryRead(out var frame, out var entry))
        {
            records.Add(new SpooledRecord(entry, reader.ReadBody(frame)));
            withBody += frame.BodyLength > 0 ? 1 : 0;
            bytes += frame.Length + Math.Max(0, frame.BodyLength);
        }

        return records.Count == 0 ? null : new SpoolBatch(segment, records, reader.Position, withBody);
    }

    private static readonly Exception NoFault = new IOException();

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
