using Microsoft.Win32.SafeHandles;

namespace ProKure.Integrations.Spool;

/// <summary>
/// Two files that grow together: entries, and the bodies that belong to them. Shedding bodies is deleting one file. What stands here about them is guarded by the
/// lock of <see cref="SpoolSegments"/>; the files are written by one appender and read by one reader, who may do so at the same time.
/// </summary>
internal sealed class SpoolSegment(string folder, string name)
{
    public const string EntriesExtension = ".entries";
    public const string BodiesExtension = ".bodies";

    private SafeFileHandle? _entries;
    private SafeFileHandle? _bodies;

    public string EntriesPath { get; } = Path.Combine(folder, name + EntriesExtension);

    public string BodiesPath { get; } = Path.Combine(folder, name + BodiesExtension);

    /// <summary>Length of what is durable in the file of entries.</summary>
    public long EntryBytes { get; set; }

    /// <summary>Length of the file of bodies; 0 once it is shed.</summary>
    public long BodyBytes { get; set; }

    public long Bytes => EntryBytes + BodyBytes;

    /// <summary>Records that are not removed yet.</summary>
    public long Count { get; set; }

    /// <summary>How many of them were written with a body.</summary>
    public long CountWithBody { get; set; }

    /// <summary>Where the first record that is not removed yet begins.</summary>
    public long Start { get; set; }

    /// <summary>When the oldest record that is not removed yet was spooled, or a little before.</summary>
    public long OldestAt { get; set; } = long.MaxValue;

    /// <summary>A segment for the same records, which comes right after this one.</summary>
    public SpoolSegment Successor() => new(folder, name + "r");

    /// <summary>
    /// Takes over the files of a segment that nobody writes any more, whose file of entries is given, into another folder. A record that is not whole ends it: what
    /// stands from there on was never durable, and is cut off.
    /// </summary>
    public static SpoolSegment TakeOver(string entries, string folder, out long torn)
    {
        var segment = new SpoolSegment(folder, Path.GetFileNameWithoutExtension(entries));
        Move(Path.ChangeExtension(entries, BodiesExtension), segment.BodiesPath);
        Move(entries, segment.EntriesPath);
        var bodies = new FileInfo(segment.BodiesPath);
        segment.BodyBytes = bodies.Exists ? bodies.Length : 0;

        var length = new FileInfo(segment.EntriesPath).Length;
        segment.EntryBytes = segment.CountRecords(length);
        torn = length - segment.EntryBytes;
        if (torn > 0)
        {
            using var file = File.OpenHandle(segment.EntriesPath, FileMode.Open, FileAccess.Write);
            RandomAccess.SetLength(file, segment.EntryBytes);
        }

        return segment;
    }

    /// <summary>
    /// Adds the records and returns once they are durable. They count only when <see cref="EntryBytes"/>, <see cref="BodyBytes"/> and <see cref="Count"/> say so.
    /// </summary>
    public void Append(IReadOnlyList<SpoolRecord> records, bool withBodies, long now)
    {
        // Bodies first: an entry that is durable finds its body.
        if (withBodies)
        {
            _bodies ??= File.OpenHandle(BodiesPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(_bodies, Bodies(records), BodyBytes);
            RandomAccess.FlushToDisk(_bodies);
        }

        var isNew = _entries is null;
        _entries ??= File.OpenHandle(EntriesPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(_entries, Entries(records, withBodies, now), EntryBytes);
        RandomAccess.FlushToDisk(_entries);
        if (isNew)
            DurableFolder.Flush(folder);
    }

    /// <summary>Nothing more is added. After a failed append, what it left behind the durable part is cut off.</summary>
    public void Seal(bool cut)
    {
        if (cut)
        {
            Cut(_entries, EntryBytes);
            Cut(_bodies, BodyBytes);
        }

        _entries?.Dispose();
        _bodies?.Dispose();
        (_entries, _bodies) = (null, null);
    }

    private List<ReadOnlyMemory<byte>> Entries(IReadOnlyList<SpoolRecord> records, bool withBodies, long now)
    {
        var headers = new byte[records.Count * SpoolFrame.HeaderLength];
        var parts = new List<ReadOnlyMemory<byte>>(records.Count * 2);
        var bodyOffset = BodyBytes;
        for (var i = 0; i < records.Count; i++)
        {
            var (record, header) = (records[i], headers.AsMemory(i * SpoolFrame.HeaderLength, SpoolFrame.HeaderLength));
            var bodyLength = record.BodyLength > 0 && !withBodies ? SpoolFrame.Shed : record.BodyLength;
            var frame = new SpoolFrame(record.Entry.Length, now, bodyOffset, bodyLength, bodyLength > 0 ? record.BodyChecksum : 0);
            frame.Write(header.Span, record.Entry.Span);
            bodyOffset += Math.Max(0, bodyLength);
            parts.Add(header);
            parts.Add(record.Entry);
        }

        return parts;
    }

    private static List<ReadOnlyMemory<byte>> Bodies(IReadOnlyList<SpoolRecord> records)
    {
        var parts = new List<ReadOnlyMemory<byte>>(records.Count * 2);
        foreach (var record in records)
        {
            if (!record.FirstBody.IsEmpty)
                parts.Add(record.FirstBody);
            if (!record.SecondBody.IsEmpty)
                parts.Add(record.SecondBody);
            if (!record.ThirdBody.IsEmpty)
                parts.Add(record.ThirdBody);
        }

        return parts;
    }

    /// <returns>Where the last whole record ends.</returns>
    private long CountRecords(long length)
    {
        using var reader = new SpoolReader(this, 0, length, withBodies: false);
        while (reader.TryRead(out var frame, out _))
        {
            Count++;
            CountWithBody += frame.BodyLength > 0 && BodyBytes > 0 ? 1 : 0;
            OldestAt = Math.Min(OldestAt, frame.At);
        }

        return reader.Position;
    }

    private static void Move(string from, string to)
    {
        if (!string.Equals(from, to, StringComparison.Ordinal) && File.Exists(from))
            File.Move(from, to);
    }

    private static void Cut(SafeFileHandle? file, long length)
    {
        try
        {
            if (file is not null && RandomAccess.GetLength(file) > length)
                RandomAccess.SetLength(file, length);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            // Its checksum tells a reader that it is not whole.
        }
    }
}
