namespace ProKure.Integrations.Spool;

/// <summary>Something to be spooled: an entry, which is kept as long as can be, and a body in parts, which is shed first.</summary>
/// <param name="Entry">The entry; not empty.</param>
/// <param name="FirstBody">The body's first part; empty for none.</param>
/// <param name="SecondBody">The body's second part; empty for none.</param>
/// <param name="ThirdBody">The body's third part; empty for none.</param>
internal readonly record struct SpoolRecord(
    ReadOnlyMemory<byte> Entry, ReadOnlyMemory<byte> FirstBody = default, ReadOnlyMemory<byte> SecondBody = default, ReadOnlyMemory<byte> ThirdBody = default)
{
    public int BodyLength => FirstBody.Length + SecondBody.Length + ThirdBody.Length;

    public uint BodyChecksum => SpoolFrame.Checksum(SpoolFrame.Checksum(SpoolFrame.Checksum(0, FirstBody.Span), SecondBody.Span), ThirdBody.Span);
}

/// <summary>A record read back.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Body">The parts of the body in one; null when it was shed.</param>
internal readonly record struct SpooledRecord(ReadOnlyMemory<byte> Entry, ReadOnlyMemory<byte>? Body);

/// <summary>The oldest records of a queue, read and not yet removed.</summary>
/// <param name="Segment">Where they stand.</param>
/// <param name="Records">The records, oldest first; never empty.</param>
/// <param name="End">Where the next record begins.</param>
/// <param name="WithBody">How many of them were written with a body.</param>
internal sealed record SpoolBatch(SpoolSegment Segment, IReadOnlyList<SpooledRecord> Records, long End, int WithBody);
