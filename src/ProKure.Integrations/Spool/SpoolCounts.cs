namespace ProKure.Integrations.Spool;

/// <summary>What became of what went through one queue of the spool since the start, for health and metrics alike.</summary>
internal sealed class SpoolCounts(string kind)
{
    private readonly KeyValuePair<string, object?> _tag = new("kind", kind);
    private long _spooled;
    private long _drained;
    private long _bodiesShed;
    private long _lost;

    public long Spooled => Interlocked.Read(ref _spooled);

    public long Drained => Interlocked.Read(ref _drained);

    public long BodiesShed => Interlocked.Read(ref _bodiesShed);

    public long Lost => Interlocked.Read(ref _lost);

    public void AddSpooled(long count)
    {
        Interlocked.Add(ref _spooled, count);
        Telemetry.Spooled.Add(count, _tag);
    }

    public void AddDrained(long count)
    {
        Interlocked.Add(ref _drained, count);
        Telemetry.Drained.Add(count, _tag);
    }

    public void AddBodiesShed(long count)
    {
        Interlocked.Add(ref _bodiesShed, count);
        Telemetry.BodiesShed.Add(count, _tag);
    }

    public void AddLost(long count)
    {
        Interlocked.Add(ref _lost, count);
        Telemetry.SpoolLost.Add(count, _tag);
    }
}
