using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Limits;

/// <summary>
/// Requests under way at a time. This process holds some of the store's slots on a lease, uses them over and over without asking, asks for more when it needs them, and gives
/// back what it does not use. Where others wait, slots beyond its fair share go back after use.
/// </summary>
/// <remarks>
/// While the store is away the process goes on with the slots of its lease, which nobody else can get, and after that with its share. A process that is
/// held up for longer than the lease may go on with a request though its slot is another's by then.
/// </remarks>
internal sealed class SlotGate(string scope, LimitFleet fleet, RateLimitPolicyConfig policy) : LimitGate(scope, fleet), IDisposable
{
    private const double Smoothing = 0.2;
    private static readonly TimeSpan FirstGuess = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestGuess = TimeSpan.FromSeconds(5);

    // What the store says last must be what this process believes: one question at a time.
    private readonly SemaphoreSlim _asking = new(1);
    private RateLimitPolicyConfig _policy = policy;
    private int _held;
    private long _heldUntil;
    private int _inUse;
    private int _owed;
    private int _peak;
    private bool _isContended;
    private TimeSpan _average = FirstGuess;

    public RateLimitPolicyConfig Policy
    {
        set
        {
            lock (Gate)
                _policy = value;
        }
    }

    /// <summary>How many requests are under way.</summary>
    public int InUse
    {
        get
        {
            lock (Gate)
                return _inUse;
        }
    }

    protected override bool HasToTell => _owed > 0;

    protected override TimeSpan NextTurn => Interval;

    // A guess: the slots come free one after the other.
    protected override TimeSpan Interval => _average / Math.Max(1, Allowed);

    private int Max => _policy.MaxConcurrency!.Value;

    private int Share => Max / Fleet.Instances;

    private bool IsLeased => _held > 0 && Time.GetTimestamp() < _heldUntil;

    private int Allowed => IsLeased ? Math.Min(_held - _owed, Max) : Fleet.IsStoreAway ? Math.Max(1, Share) : 0;

    /// <summary>A request is over.</summary>
    /// <param name="takenAt">The timestamp at which it began.</param>
    public void Leave(long takenAt)
    {
        lock (Gate)
        {
            _average += (Time.GetElapsedTime(takenAt) - _average) * Smoothing;
            _average = _average < LongestGuess ? _average : LongestGuess;
            Free();
        }
    }

    /// <summary>A request gives its slot back without having used it.</summary>
    public void GiveBack()
    {
        lock (Gate)
            Free();
    }

    /// <summary>Renews the lease, and gives back what was not used since the last time.</summary>
    public async Task UpkeepAsync()
    {
        int slots, wanted;
        lock (Gate)
        {
            if (_held == 0 && _inUse == 0)
                return;
            wanted = _inUse + Waiting;
            slots = Math.Max(wanted, _peak);
            if (_isContended)
                slots = Math.Max(_inUse, Math.Min(slots, Share));
            _peak = _inUse;
        }

        await AskAsync(slots, wanted);
        lock (Gate)
            LetIn();
    }

    /// <summary>Gives everything back; what is under way goes on.</summary>
    public async Task GiveUpAsync()
    {
        lock (Gate)
        {
            if (_held == 0)
                return;
        }

        await AskAsync(0, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _asking.Dispose();

    protected override bool IsHopeless(TimeSpan within, int ahead) => within == TimeSpan.Zero && IsLeased && _held >= Max && _inUse >= _held;

    protected override bool TryTake()
    {
        if (_inUse >= Allowed)
            return false;
        _inUse++;
        _peak = Math.Max(_peak, _inUse);
        return true;
    }

    protected override void Untake() => Free();

    protected override async Task ReplenishAsync(int waiting)
    {
        int slots, wanted;
        lock (Gate)
        {
            wanted = _inUse + Waiting;
            slots = !Fleet.IsShared ? Max : _owed > 0 ? Math.Max(_inUse, _held - _owed) : Math.Max(wanted, IsLeased ? _held : 0);
        }

        await AskAsync(Math.Min(slots, Max), wanted);
    }

    private async Task AskAsync(int slots, int wanted)
    {
        await _asking.WaitAsync();
        try
        {
            int max, owed;
            lock (Gate)
                (max, owed) = (Max, _owed);
            var asked = Time.GetTimestamp();
            var grant = await Fleet.TryHoldAsync(Scope, max, slots, wanted);
            if (grant is null)
                return;
            lock (Gate)
            {
                (_held, _isContended) = (grant.Slots, grant.IsContended);
                _heldUntil = asked + Ticks(Fleet.Options.SlotLease);
                _owed -= owed;
            }
        }
        finally
        {
            _asking.Release();
        }
    }

    private void Free()
    {
        _inUse--;
        if (_isContended && !Fleet.IsStoreAway && IsLeased && _held - _owed > Share)
        {
            _owed++;
            StartPump();
        }
        else
        {
            LetIn();
        }
    }
}
