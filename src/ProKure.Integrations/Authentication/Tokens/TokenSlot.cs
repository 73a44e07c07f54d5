using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Authentication.Tokens;

#pragma warning disable CA1001 // A slot lives as long as the process, and a semaphore holds nothing to be released unless somebody asks for its wait handle.
/// <summary>What this process knows of one credential's tokens. Written under the gate, apart from <see cref="Refused"/>; read without it.</summary>
internal sealed class TokenSlot
#pragma warning restore CA1001
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private volatile HeldTokens? _held;
    private volatile string? _refused;
    private volatile Flight? _last;
    private int _failures;

    /// <summary>One at a time asks for a token.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The tokens at hand; null for none.</summary>
    public HeldTokens? Held
    {
        get => _held;
        set => _held = value;
    }

    /// <summary>The access token that the other side refused last; null for none.</summary>
    public string? Refused
    {
        get => _refused;
        set => _refused = value;
    }

    /// <summary>How the last time ended that somebody asked; null while nobody has. Whoever waited for it takes its result.</summary>
    public Flight? Last => _last;

    /// <summary>
    /// Notes how asking ended. After failures, it is given a rest that doubles each time: many calls must not become many requests to an endpoint that is down. A limit of our own says
    /// nothing of the endpoint.
    /// </summary>
    public void Ended(string source, TokenResult result, DateTimeOffset now)
    {
        if (result.Failure?.Type == ErrorType.RateLimit)
        {
            _last = new Flight(source, result, now);
            return;
        }

        _failures = result.Failure is null ? 0 : _failures + 1;
        var rest = _failures == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(LongestRest.TotalSeconds, FirstRest.TotalSeconds * Math.Pow(2, Math.Min(_failures - 1, 10))));
        _last = new Flight(source, result, now + rest);
    }

    /// <summary>How asking ended once.</summary>
    /// <param name="Source">For which state of the credential.</param>
    /// <param name="Result">What came of it.</param>
    /// <param name="RestsUntil">When somebody may ask again after a failure.</param>
    public sealed record Flight(string Source, TokenResult Result, DateTimeOffset RestsUntil)
    {
        /// <summary>The failure, as long as it is not to be tried again; says how long that is.</summary>
        public AttemptFailure? RestingFailure(string source, DateTimeOffset now) =>
            Source == source && now < RestsUntil && Result.Failure is { } failure ? failure with { RetryAfter = RestsUntil - now } : null;
    }
}
