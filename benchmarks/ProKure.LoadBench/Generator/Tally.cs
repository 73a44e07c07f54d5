namespace ProKure.LoadBench.Generator;

/// <summary>What came of the requests of a connection or of a whole run.</summary>
internal sealed class Tally
{
    private const int MaxStatus = 1000;

    private readonly long[] _byStatus = new long[MaxStatus];

    /// <summary>How long each answered request took.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Requests that got no whole answer.</summary>
    public long Broken { get; private set; }

    /// <summary>Why the first of them got none; null while there is none.</summary>
    public string? FirstFault { get; private set; }

    /// <summary>Requests that got an answer of whatever status.</summary>
    public long Answered => Latency.Total;

    /// <summary>Requests that got an answer with a status from 200 to 299.</summary>
    public long Succeeded => _byStatus.AsSpan(200, 100).ToArray().Sum();

    /// <summary>Answers by status, those there were.</summary>
    public IEnumerable<(int Status, long Count)> ByStatus
        => _byStatus.Select((count, status) => (status, count)).Where(pair => pair.count > 0);

    public void Answer(int status, TimeSpan elapsed)
    {
        _byStatus[Math.Clamp(status, 0, MaxStatus - 1)]++;
        Latency.Add((long)elapsed.TotalMicroseconds);
    }

    public void Break(string fault)
    {
        Broken++;
        FirstFault ??= fault;
    }

    public void Add(Tally other)
    {
        for (var i = 0; i < MaxStatus; i++)
            _byStatus[i] += other._byStatus[i];
        Latency.Add(other.Latency);
        Broken += other.Broken;
        FirstFault ??= other.FirstFault;
    }
}
