using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Spool;

/// <summary>
/// A durable first-in-first-out queue in files that are only ever appended to. Appenders take turns; one reader, at the same time if it likes. A record that was read
/// stays until it is removed, and is read again after a crash.
/// </summary>
/// <remarks>
/// Bounded: when there is no more room, the bodies of the oldest segment go first, then those of the next, and only when there are none left, the oldest entries.
/// </remarks>
internal sealed class SpoolQueue : IDisposable
{
    private static readonly Exception NoFault = new IOException();

    private readonly string _folder;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly SpoolSegments _segments;
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly Lock _turn = new();

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
        (_folder, _maxBytes, _time) = (folder, maxBytes, time);
        _segments = new SpoolSegments(kind, folder, owner, segmentBytes, time, logger);
    }

    /// <summary>Records that wait.</summary>
    public long Count => _segments.Count;

    public bool IsEmpty => Count == 0;

    /// <summary>What is in it now, and what became of what went through.</summary>
    public SpoolQueueState State => _segments.State;

    /// <summary>Adds the records and returns once they are durable.</summary>
    /// <exception cref="SpoolUnavailableException">None was added.</exception>
    public void Append(IReadOnlyList<SpoolRecord> records)
    {
        if (records.Count == 0)
            return;
        lock (_turn)
        {
            _segments.BeginAppend();
            try
            {
                AppendAlone(records);
            }
            finally
            {
                _segments.EndAppend();
            }
        }

        Wake();
    }

    /// <summary>Waits until there is something in it, or the time is up.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _filled.WaitAsync(atMost, cancellationToken);

    /// <summary>Reads the oldest records without removing them; null when there are none. Called by one at a time.</summary>
    /// <param name="maxRecords">The most records.</param>
    /// <param name="maxBytes">No further record is read once so many bytes were.</param>
    public SpoolBatch? Read(int maxRecords, int maxBytes)
    {
        while (_segments.Oldest() is { } oldest)
        {
            try
            {
                if (Read(oldest, maxRecords, maxBytes) is { } batch)
                    return batch;
                _segments.GiveUp(oldest.Segment, null);
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
            {
                // Dropped between the look and the reading, for want of room, which does not count here again; or deleted by somebody else.
                _segments.GiveUp(oldest.Segment, fault);
            }
            catch (Exception fault) when (DiskFault.Is(fault))
            {
                throw new SpoolUnavailableException($"The spool in '{_folder}' cannot be read: {fault.Message}", fault);
            }
        }

        return null;
    }

    /// <summary>Removes the records of a batch that was read: they are elsewhere now.</summary>
    public void Remove(SpoolBatch batch) => _segments.Remove(batch);

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
        var adopted = Directory.EnumerateFiles(folder, "*" + SpoolSegment.EntriesExtension).Order(StringComparer.Ordinal).ToList().Sum(_segments.TakeOver);

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

    /// <summary>
    /// Writes records anew that must not stay as they are. A crash in the middle leaves both, as they were and anew; whoever wants them changed does it again.
    /// </summary>
    /// <param name="change">The record as it is to be; null for as it is.</param>
    /// <returns>How many were changed.</returns>
    /// <exception cref="SpoolUnavailableException">The files cannot be read or written; some records may be changed.</exception>
    public int Rewrite(Func<SpooledRecord, SpoolRecord?> change)
    {
        lock (_turn)
        {
            try
            {
                return _segments.Sealed().Sum(view => new SpoolRewrite(_segments, view).Run(change));
            }
            catch (Exception fault) when (DiskFault.Is(fault))
            {
                throw new SpoolUnavailableException($"The spool in '{_folder}' cannot be written anew: {fault.Message}", fault);
            }
        }
    }

    /// <summary>Looks at all records that wait; those that are drained in between may be missing.</summary>
    /// <exception cref="SpoolUnavailableException">The files cannot be read.</exception>
    public void Look(Action<SpooledRecord> look) => Rewrite(record =>
    {
        look(record);
        return null;
    });

    /// <summary>Counts records that were removed without having reached a store.</summary>
    public void CountLost(long count) => _segments.CountLost(count);

    /// <summary>Closes the files; deletes those in which nothing waits.</summary>
    public void Dispose()
    {
        _segments.Close();
        _filled.Dispose();
    }

    private void AppendAlone(IReadOnlyList<SpoolRecord> records)
    {
        var withBodies = MakeRoom(records.Sum(r => (long)SpoolFrame.HeaderLength + r.Entry.Length), records.Sum(r => (long)r.BodyLength));
        while (!TryAppend(records, withBodies, out var fault))
        {
            // A full disk may have room again once bodies are gone; on any other fault there is one attempt without bodies.
            if (DiskFault.IsFull(fault) && _segments.ShedOldestBodies())
                continue;
            if (!withBodies)
                throw new SpoolUnavailableException($"The spool in '{_folder}' cannot be written: {fault.Message}", fault);
            withBodies = false;
        }
    }

    /// <returns>Whether there is room for the bodies too.</returns>
    private bool MakeRoom(long entryBytes, long bodyBytes)
    {
        if (entryBytes > _maxBytes)
            throw new SpoolUnavailableException($"The spool may take {_maxBytes} bytes; {entryBytes} are more than that.");
        while (_segments.Bytes + entryBytes + bodyBytes > _maxBytes)
        {
            if (_segments.ShedOldestBodies())
                continue;
            if (_segments.Bytes + entryBytes <= _maxBytes)
                return false;
            bodyBytes = 0;
            _segments.DropOldest();
        }

        return bodyBytes > 0;
    }

    private bool TryAppend(IReadOnlyList<SpoolRecord> records, bool withBodies, out Exception fault)
    {
        fault = NoFault;
        SpoolSegment? segment = null;
        try
        {
            segment = _segments.Active();
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            segment.Append(records, withBodies, now);
            _segments.Commit(segment, records, withBodies, now);
            return true;
        }
        catch (Exception failure) when (DiskFault.Is(failure))
        {
            fault = failure;
            if (segment is not null)
                _segments.Abandon(segment);
            return false;
        }
    }

    private static SpoolBatch? Read(SpoolSegmentView view, int maxRecords, int maxBytes)
    {
        using var reader = new SpoolReader(view.Segment, view.Start, view.End, view.HasBodies);
        var records = new List<SpooledRecord>();
        var (withBody, bytes) = (0, 0L);
        while (records.Count < maxRecords && bytes < maxBytes && reader.Position < view.End && reader.TryRead(out var frame, out var entry))
        {
            records.Add(new SpooledRecord(entry, reader.ReadBody(frame)));
            withBody += frame.BodyLength > 0 ? 1 : 0;
            bytes += frame.Length + Math.Max(0, frame.BodyLength);
        }

        return records.Count == 0 ? null : new SpoolBatch(view.Segment, records, reader.Position, withBody);
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
}
