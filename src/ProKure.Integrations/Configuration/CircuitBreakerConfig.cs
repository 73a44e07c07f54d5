namespace ProKure.Integrations.Configuration;

/// <summary>
/// When an endpoint is left alone for a while because its system fails: no connection, no or no whole answer, time-outs, HTTP 5xx. What the system answers otherwise, also
/// 4xx and business errors, says that it works.
/// </summary>
public sealed record CircuitBreakerConfig
{
    /// <summary>The usual settings.</summary>
    public static readonly CircuitBreakerConfig Standard = new();

    /// <summary>False never opens the circuit. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The share of failures within <see cref="Window"/> that opens the circuit. Above 0, at most 1; default 0.5.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Fewer exchanges within <see cref="Window"/> than this say nothing yet. Default 20. Each hub counts its own.</summary>
    public int MinimumCalls { get; init; } = 20;

    /// <summary>How far back exchanges count. Default 30 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing is sent before one call tries whether the system works again. Default 30 s.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(30);
}
