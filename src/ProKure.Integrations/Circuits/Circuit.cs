using ProKure.Integrations.Configuration;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Circuits;

/// <summary>
/// One circuit as this process sees it: what the store says, what it counted itself, and whether one of its calls tries the system. Decides without asking anybody, as long as
/// the circuit is closed or its time is not up.
/// </summary>
internal sealed class Circuit(CircuitKey key, TimeProvider time)
{
    // Between two deliveries that come back when the time is up.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // For calls that come while another one tries, and where nobody but a person knows when it is over.
    private static readonly TimeSpan WhileProbed = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileHeld = TimeSpan.FromMinutes(1);

    // Guards everything below.
    private readonly Lock _gate = new();
    private readonly CircuitWindow _window = new();
    private readonly PromisePlan _promises = new(time);
    private CircuitRow? _row;
    private long _openUntil;
    private bool _isProbing;
    private long _probedElsewhereUntil;

    public CircuitKey Key => key;

    /// <summary>How it stands.</summary>
    public CircuitView View
    {
        get
        {
            lock (_gate)
                return new CircuitView(key, StateNow, _row?.IsHeld ?? false, _row?.Generation ?? 0, Rest, _row?.Reason, _row?.ChangedAt, _row?.ChangedBy);
        }
    }

    private CircuitState StateNow => _row is not { IsOpen: true } ? CircuitState.Closed : _row.IsHeld || Rest > TimeSpan.Zero ? CircuitState.Open : CircuitState.HalfOpen;

    private TimeSpan Rest
    {
        get
        {
            if (_row is not { IsOpen: true, IsHeld: false })
                return TimeSpan.Zero;
            var now = time.GetTimestamp();
            return now >= _openUntil ? TimeSpan.Zero : time.GetElapsedTime(now, _openUntil);
        }
    }

    /// <summary>Whether a call may pass, may try, or is refused.</summary>
    /// <param name="breaker">The endpoint's settings; one that is off heeds only what people said.</param>
    public CircuitEntry Enter(CircuitBreakerConfig breaker)
    {
        // A read without the gate is as good as one a moment earlier.
        if (Volatile.Read(ref _row) is not { IsOpen: true } row || !(breaker.Enabled || row.IsHeld))
            return CircuitEntry.Pass;
        lock (_gate)
        {
            switch (StateNow)
            {
                case CircuitState.Closed:
                    return CircuitEntry.Pass;
                case CircuitState.HalfOpen when !_isProbing && time.GetTimestamp() >= _probedElsewhereUntil:
                    _isProbing = true;
                    return CircuitEntry.Probe(_row!.Generation);
                default:
                    return CircuitEntry.Refused;
            }
        }
    }

    /// <summary>When a call that was refused may come again.</summary>
    /// <param name="isDelivery">Whether it comes back by itself, and so has a time of its own.</param>
    /// <param name="hasWaited">Whether it came back so.</param>
    public TimeSpan RetryAfter(bool isDelivery, bool hasWaited)
    {
        lock (_gate)
        {
            var earliest = _row is { IsHeld: true } ? WhileHeld : Rest is var rest && rest > TimeSpan.Zero ? rest : WhileProbed;
            return isDelivery ? _promises.Next(earliest, Interval, hasWaited, Random.Shared.NextDouble()) : earliest;
        }
    }

    /// <summary>The call that wanted to try may not: another one does.</summary>
    public void ProbedElsewhere()
    {
        lock (_gate)
            (_isProbing, _probedElsewhereUntil) = (false, time.GetTimestamp() + Ticks(WhileProbed));
    }

    /// <summary>The call that tried is over.</summary>
    public void EndProbe()
    {
        lock (_gate)
            _isProbing = false;
    }

    /// <summary>Counts an exchange of a closed circuit.</summary>
    /// <returns>Why the circuit must open; null when it need not.</returns>
    public string? Count(CircuitVerdict verdict, CircuitBreakerConfig breaker)
    {
        if (verdict == CircuitVerdict.Nothing || !breaker.Enabled)
            return null;
        lock (_gate)
        {
            if (StateNow != CircuitState.Closed || _row is { IsHeld: true })
                return null;
            var now = Now;
            _window.Add(verdict == CircuitVerdict.Fails, now, breaker.Window);
            if (verdict != CircuitVerdict.Fails)
                return null;
            var (calls, failures) = _window.Count(now, breaker.Window);
            return calls >= breaker.MinimumCalls && failures >= breaker.FailureRatio * calls
                ? $"{failures} of {calls} exchanges failed within {Duration.Format(breaker.Window)}."
                : null;
        }
    }

    /// <summary>What this process counted within the window.</summary>
    public (int Calls, int Failures) Counted(CircuitBreakerConfig breaker)
    {
        lock (_gate)
            return _window.Count(Now, breaker.Window);
    }

    /// <summary>Takes over what the store says, unless something newer is known.</summary>
    public void Apply(CircuitRow row)
    {
        lock (_gate)
        {
            if (_row is not null && row.Generation < _row.Generation)
                return;
            if (row.Generation != _row?.Generation)
            {
                _window.Clear();
                (_isProbing, _probedElsewhereUntil) = (false, 0);
                _openUntil = time.GetTimestamp() + Ticks(row.Rest);
            }

            Volatile.Write(ref _row, row);
        }
    }

    /// <summary>Takes over what this process decided for itself, since the store is away.</summary>
    public void ApplyHere(CircuitRow row)
    {
        lock (_gate)
        {
            _window.Clear();
            (_isProbing, _probedElsewhereUntil) = (false, 0);
            _openUntil = time.GetTimestamp() + Ticks(row.Rest);
            Volatile.Write(ref _row, row);
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}

/// <summary>What a call may do.</summary>
/// <param name="IsRefused">Whether nothing may be sent.</param>
/// <param name="ProbedGeneration">Of which generation the circuit is that the call may try; null where it passes.</param>
internal readonly record struct CircuitEntry(bool IsRefused, long? ProbedGeneration)
{
    public static readonly CircuitEntry Pass;

    public static readonly CircuitEntry Refused = new(true, null);

    public static CircuitEntry Probe(long generation) => new(false, generation);
}

/// <summary>How a circuit stands.</summary>
/// <param name="Key">The circuit.</param>
/// <param name="State">Whether calls pass.</param>
/// <param name="IsHeld">Whether a person said so, and it stays until a person says otherwise.</param>
/// <param name="Generation">Rises with every change.</param>
/// <param name="Rest">How long it stays open before one call may try.</param>
/// <param name="Reason">Why it stands so; null where it never changed.</param>
/// <param name="ChangedAt">Since when; null where it never changed.</param>
/// <param name="ChangedBy">By whom; null where it never changed.</param>
public sealed record CircuitView(
    CircuitKey Key, CircuitState State, bool IsHeld, long Generation, TimeSpan Rest, string? Reason, DateTimeOffset? ChangedAt, string? ChangedBy);
