namespace ProKure.Integrations.Limits;

/// <summary>
/// One limit as this process sees it: requests that come in order and wait in order. Whoever asks the store asks for all that wait, one round trip at a time.
/// </summary>
internal abstract class LimitGate(string scope, LimitFleet fleet)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);

    private readonly PromisePlan _promises = new(fleet.Time);
    private readonly LinkedList<Turn> _waiting = [];
    private bool _isPumping;

    /// <summary>What is limited.</summary>
    public string Scope => scope;

    protected LimitFleet Fleet => fleet;

    protected TimeProvider Time => fleet.Time;

    /// <summary>Guards everything in here; never held across an await.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>How many wait. Under the gate.</summary>
    protected int Waiting => _waiting.Count;

    /// <summary>Waits for the request's turn.</summary>
    /// <exception cref="OperationCanceledException">The request gave up; it takes nothing.</exception>
    public ValueTask<LimitAnswer> EnterAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (Gate)
        {
            if (_waiting.Count == 0 && (TryTake() || TryTakeAtOnce()))
                return new ValueTask<LimitAnswer>(LimitAnswer.Granted);
            if (RefusedAtOnce(request) is { } refusal)
                return new ValueTask<LimitAnswer>(refusal);
            turn = new Turn(request, Time.GetTimestamp() + Ticks(request.MaxWait));
            _waiting.AddLast(turn);
            StartPump();
        }

        return WaitAsync(turn, cancellationToken);
    }

    /// <summary>Takes what a request needs, where it is there. Under the gate.</summary>
    protected abstract bool TryTake();

    /// <summary>Asks for what a request needs, and takes it, where the answer is there without a wait. Under the gate.</summary>
    protected virtual bool TryTakeAtOnce() => false;

    /// <summary>Gives back what a request took that went away in the meantime.</summary>
    protected abstract void Untake();

    /// <summary>Asks for what those that wait need. Never throws.</summary>
    /// <param name="waiting">How many wait.</param>
    protected abstract Task ReplenishAsync(int waiting);

    /// <summary>When the next one is expected to have its turn, if nobody waits before it. Under the gate.</summary>
    protected abstract TimeSpan NextTurn { get; }

    /// <summary>The time between two turns. Under the gate.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>Whether the store has to be told something though nobody waits. Under the gate.</summary>
    protected virtual bool HasToTell => false;

    /// <summary>Whether a request behind <paramref name="ahead"/> others certainly does not have its turn within a time. Under the gate.</summary>
    protected abstract bool IsHopeless(TimeSpan within, int ahead);

    /// <summary>Puts away what is left when those that waited were let in. Under the gate.</summary>
    protected virtual void Settle()
    {
    }

    /// <summary>Lets those in whose turn it is. Under the gate.</summary>
    protected void LetIn()
    {
        while (_waiting.First is { } first && TryTake())
        {
            _waiting.RemoveFirst();
            first.Value.Grant();
        }
    }

    /// <summary>Asks the store again, if nobody does. Under the gate.</summary>
    protected void StartPump()
    {
        if (_isPumping)
            return;
        _isPumping = true;
        _ = Task.Run(PumpAsync);
    }

    protected long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Time.TimestampFrequency);

    private async ValueTask<LimitAnswer> WaitAsync(Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            return await turn.Answer.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            bool hadItsTurn;
            lock (Gate)
                hadItsTurn = !_waiting.Remove(turn);

            // Its turn may have come at the same moment.
            if (hadItsTurn && (await turn.Answer).IsGranted)
            {
                lock (Gate)
                    Untake();
            }

            throw;
        }
    }

    // Nobody need ask or wait who certainly cannot be served in time.
    private LimitAnswer? RefusedAtOnce(TurnRequest request) =>
        IsHopeless(request.MaxWait, _waiting.Count) ? LimitAnswer.Refused(Promise(request, _waiting.Count)) : null;

    private TimeSpan Promise(TurnRequest request, int ahead)
    {
        var expected = NextTurn + (Interval * ahead);
        return request.IsDelivery ? _promises.Next(expected, Interval, request.HasWaited, Random.Shared.NextDouble()) : expected;
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            int waiting;
            lock (Gate)
                waiting = _waiting.Count;
            await ReplenishAsync(waiting);

            TimeSpan pause;
            lock (Gate)
            {
                LetIn();
                RefuseTheHopeless();
                Settle();
                if (_waiting.Count == 0 && !HasToTell)
                {
                    _isPumping = false;
                    return;
                }

                pause = Clamp(NextTurn);
            }

            await Task.Delay(pause, Time);
        }
    }

    // By their own time, or because their turn comes after it: they had better know at once.
    private void RefuseTheHopeless()
    {
        var now = Time.GetTimestamp();
        var ahead = 0;
        for (var node = _waiting.First; node is not null;)
        {
            var (turn, next) = (node.Value, node.Next);
            if (turn.Until <= now || IsHopeless(Time.GetElapsedTime(now, turn.Until), ahead))
            {
                _waiting.Remove(node);
                turn.Refuse(Promise(turn.Request, ahead));
            }
            else
            {
                ahead++;
            }

            node = next;
        }
    }

    private static TimeSpan Clamp(TimeSpan pause) => pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;
}
