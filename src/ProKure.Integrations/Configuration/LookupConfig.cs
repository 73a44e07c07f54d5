namespace ProKure.Integrations.Configuration;

/// <summary>
/// How to find out whether a call was received whose outcome nobody knows: another endpoint is asked. Only where a repeated call would do the work twice.
/// </summary>
public sealed record LookupConfig
{
    /// <summary>Code of the endpoint of the same system that is asked: one that changes nothing, or is idempotent.</summary>
    public required string Endpoint { get; init; }

    /// <summary>JSONata over <c>{payload, context, idempotency_key, attempt}</c> that gives the payload of the question; null takes the call's own payload.</summary>
    public string? Input { get; init; }

    /// <summary>JSONata predicate over the answer, <c>{status, headers, body}</c>: holds when the work was done.</summary>
    public required string Done { get; init; }

    /// <summary>The same, holds when it was certainly not done, so that the call may be made again; null never says so.</summary>
    public string? NotDone { get; init; }

    /// <summary>JSONata over the answer, <c>{status, headers, body}</c>, that gives what the caller would have got; null takes the answer as the asked endpoint maps it.</summary>
    public string? Result { get; init; }

    /// <summary>
    /// How long to wait before the first question, counted from the end of the call; each further one waits twice as long, at most 15 minutes. Default 5 s. At least as long as the other side
    /// may still be busy with a request that was broken off.
    /// </summary>
    public TimeSpan Delay { get; init; } = DefaultDelay;

    /// <summary>How often it is asked while the answer is neither done nor not done. Default 5.</summary>
    public int Attempts { get; init; } = DefaultAttempts;

    internal const int DefaultAttempts = 5;
    internal static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(5);
}
