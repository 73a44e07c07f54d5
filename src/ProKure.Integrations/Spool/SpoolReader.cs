using Microsoft.Win32.SafeHandles;

namespace ProKure.Integrations.Spool;

/// <summary>Reads the records of one segment, in order, up to the end or to the first that is not whole.</summary>
internal sealed class SpoolReader : IDisposable
{
    private readonly SafeFileHandle _entries;
    private readonly SafeFileHandle? _bodies;
    private readonly long _end;
    private readonly byte[] _header = new byte[SpoolFrame.HeaderLength];

    /// <summary>Opens the segment's files.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="end">Where the file of entries ends.</param>
    /// <param name="withBodies">False leaves the bodies alone.</param>
    public SpoolReader(SpoolSegment segment, long start, long end, bool withBodies)
    {
        (Position, _end) = (start, end);
        _entries = File.OpenHandle(segment.EntriesPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _bodies = withBodies ? OpenBodies(segment.BodiesPath) : null;
    }

    /// <summary>Where the next record begins.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next record's frame and entry; false at the end and where the next is not whole.</summary>
    public bool TryRead(out SpoolFrame frame, out byte[] entry)
    {
        entry = [];
        if (!TryFill(_entries, _header, Position, _end) || !SpoolFrame.TryRead(_header, out frame))
        {
            frame = default;
            return false;
        }

        if (frame.EntryLength > _end - Position - SpoolFrame.HeaderLength)
            return false;
        entry = new byte[frame.EntryLength];
        if (!TryFill(_entries, entry, Position + SpoolFrame.HeaderLength, _end) || !SpoolFrame.IsWhole(_header, entry))
            return false;
        Position += frame.Length;
        return true;
    }

    /// <summary>The body of a record; null when it was shed or is not whole.</summary>
    public ReadOnlyMemory<byte>? ReadBody(in SpoolFrame frame)
    {
        if (frame.BodyLength == 0)
            return ReadOnlyMemory<byte>.Empty;
        if (frame.BodyLength < 0 || _bodies is null)
            return null;
        var length = RandomAccess.GetLength(_bodies);
        if (frame.BodyLength > length - frame.BodyOffset)
            return null;
        var body = new byte[frame.BodyLength];
        if (!TryFill(_bodies, body, frame.BodyOffset, length) || SpoolFrame.Checksum(0, body) != frame.BodyChecksum)
            return null;
        return body;
    }

    public void Dispose()
    {
        _entries.Dispose();
        _bodies?.Dispose();
    }

    private static SafeFileHandle? OpenBodies(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static bool TryFill(SafeFileHandle file, byte[] buffer, long offset, long end)
    {
        if (buffer.Length > end - offset)
            return false;
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(filled), offset + filled);
            if (read == 0)
                return false;
            filled += read;
        }

        return true;
    }
}
