namespace ProKure.Integrations.Execution;

/// <summary>Ends an attempt: when its time is up, or when the caller gives up. Tells the two apart by whose token fired.</summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly CancellationTokenSource _timeUp;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationToken _callerGone;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private TimeSpan _run;
    private long _runsSince;

    public AttemptClock(TimeSpan timeout, TimeProvider time, CancellationToken callerGone)
    {
        (_timeout, _time, _runsSince) = (timeout, time, time.GetTimestamp());
        _callerGone = callerGone;
        _timeUp = new CancellationTokenSource(timeout, time);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(_timeUp.Token, callerGone);
    }

    /// <summary>Fires when the attempt must end.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Fires when nobody waits for the answer any more.</summary>
    public CancellationToken CallerGone => _callerGone;

    public bool IsTimeUp => _timeUp.IsCancellationRequested;

    public bool IsCallerGone => _callerGone.IsCancellationRequested;

    /// <summary>Stops the clock, for a wait that is not the other side's.</summary>
    public void Pause()
    {
        _run += _time.GetElapsedTime(_runsSince);
        _timeUp.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets a clock that was stopped run on.</summary>
    public void Resume()
    {
        _runsSince = _time.GetTimestamp();
        var rest = _timeout - _run;
        _timeUp.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
    }

    /// <summary>The failure of an attempt that was ended in the given phase. If both tokens fired, the caller's counts: nobody waits any more.</summary>
    public AttemptFailure FailureIn(ErrorPhase phase) => IsCallerGone
        ? new AttemptFailure
        {
            Type = ErrorType.Cancelled,
            Phase = phase,
            Side = ErrorSide.Ours,
            Message = $"The caller gave up ({Doing(phase)}).",
        }
        : new AttemptFailure
        {
            Type = ErrorType.Timeout,
            Phase = phase,
            Side = phase == ErrorPhase.Log ? ErrorSide.Ours : ErrorSide.Theirs,
            Message = $"No complete answer within {_timeout.TotalSeconds:0.###} s ({Doing(phase)}).",
        };

    public void Dispose()
    {
        _ended.Dispose();
        _timeUp.Dispose();
    }

    /// <summary>What was being done in the phase, for messages.</summary>
    public static string Doing(ErrorPhase phase) => phase switch
    {
        ErrorPhase.Resolve => "while waiting for its turn",
        ErrorPhase.Log => "while the log was being written, before the send",
        ErrorPhase.Dns => "while the host's name was being resolved",
        ErrorPhase.Connect => "while a connection was being opened, or waited for",
        ErrorPhase.Tls => "during the TLS handshake",
        ErrorPhase.Send => "while the request was being sent",
        ErrorPhase.Wait => "while waiting for the answer to begin",
        ErrorPhase.Receive => "while the answer was being read",
        _ => "in between",
    };
}
