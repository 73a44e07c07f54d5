namespace ProKure.LoadBench;

/// <summary>What to measure, with what load, for how long.</summary>
internal sealed record LoadBenchOptions
{
    /// <summary>Connections, each with one request in flight; 64 by default.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Rounds, each measuring every target once; 5 by default.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>How long each target is measured in each round, in seconds; 3 by default.</summary>
    public int Seconds { get; init; } = 3;

    /// <summary>How long each target is loaded before the first round, in seconds; 5 by default, 0 leaves it out.</summary>
    public int WarmupSeconds { get; init; } = 5;

    /// <summary>Instead of rounds, exactly so many requests to one target; null, the default, measures rounds.</summary>
    public long? Count { get; init; }

    /// <summary>The target that <see cref="Count"/> is for; null is the hub if it is given, else the simulator called directly.</summary>
    public string? CountTarget { get; init; }

    /// <summary>The time after which a counted run sends nothing more, in seconds; 300 by default.</summary>
    public int LimitSeconds { get; init; } = 300;

    /// <summary>The port of the simulator that is started; 0, the default, is any free one. A hub that is measured must call this one.</summary>
    public int SimulatorPort { get; init; }

    /// <summary>The simulator's path that is called directly and through the hop.</summary>
    public string Path { get; init; } = "/instant";

    /// <summary>The hub's invoke URL; null, the default, measures no hub.</summary>
    public Uri? HubUrl { get; init; }

    /// <summary>The hub's API key; null where the hub asks for none.</summary>
    public string? HubKey { get; init; }

    /// <summary>Further hubs to be measured in the same run, each under a name of its own; none by default.</summary>
    public IReadOnlyList<NamedHub> Hubs { get; init; } = [];

    /// <summary>A file with the internal purchase order, or with a whole body that has the property <c>payload</c>; null sends the built-in one.</summary>
    public string? HubBody { get; init; }

    /// <summary>The file that the report is written to as well; null writes none.</summary>
    public string? Output { get; init; }
}
