using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Limits;

/// <summary>
/// Requests in a time: a token bucket in the store, of which this process takes for all that wait, and where the limit is high a small block ahead, so that most requests
/// cost no round trip.
/// </summary>
/// <remarks>
/// A permit of a block may be used later than it was taken, at most <see cref="Hold"/> later. In a time span T there are then at most the bucket's capacity and the permits of
/// T and Hold together; so the bucket is made smaller by the permits of Hold, and the limit stays what was asked for. Whoever dies with a block takes the permits along.
/// </remarks>
internal sealed class RateGate(string scope, LimitFleet fleet, RateLimitPolicyConfig policy) : LimitGate(scope, fleet)
{
    // Below this rate a round trip for each is no burden, and the whole burst is worth more.
    private const double LeastRateForBlocks = 50;
    private const int LeastBurstForBlocks = 20;
    private const double ShareOfBurstForBlocks = 0.1;
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(100);

    private RateLimitPolicyConfig _policy = policy;
    private int _permits;
    private long _permitsUntil;
    private int _used;
    private int _returned;
    private long _nextAt;
    private TokenBucket? _ownShare;

    public RateLimitPolicyConfig Policy
    {
        set
        {
            lock (Gate)
                _policy = value;
        }
    }

    protected override TimeSpan NextTurn
    {
        get
        {
            var now = Time.GetTimestamp();
            return now >= _nextAt ? TimeSpan.Zero : Time.GetElapsedTime(now, _nextAt);
        }
    }

    // The other hubs may leave it all to this one.
    protected override TimeSpan Interval => TimeSpan.FromSeconds((_ownShare is null ? 1 : Fleet.Instances) / PerSecond);

    private double PerSecond => _policy.Requests!.Value / _policy.Period.TotalSeconds;

    private int Burst => _policy.Burst ?? _policy.Requests!.Value;

    /// <summary>How long a permit of a block may be kept; zero where there are no blocks.</summary>
    private TimeSpan Hold
    {
        get
        {
            if (!Fleet.IsShared || PerSecond < LeastRateForBlocks || Burst < LeastBurstForBlocks)
                return TimeSpan.Zero;
            var hold = TimeSpan.FromSeconds(Burst * ShareOfBurstForBlocks / PerSecond);
            return hold < LongestHold ? hold : LongestHold;
        }
    }

    protected override bool IsHopeless(TimeSpan within, int ahead) => NextTurn is var next && next > TimeSpan.Zero && next + (Interval * ahead) > within;

    protected override bool TryTake()
    {
        if (_permits == 0)
            return false;
        if (Time.GetTimestamp() >= _permitsUntil)
        {
            // What was not used in time goes back with the next request to the store.
            (_returned, _permits) = (_returned + _permits, 0);
            return false;
        }

        _permits--;
        _used++;
        return true;
    }

    // A bucket in this process is no round trip: who finds nobody waiting need not wait for who asks.
    protected override bool TryTakeAtOnce() => !Fleet.IsShared && ReplenishAsync(1).IsCompletedSuccessfully && TryTake();

    protected override void Untake() => _returned++;

    // Without blocks a permit is for those that wait now.
    protected override void Settle()
    {
        if (Hold == TimeSpan.Zero)
            (_returned, _permits) = (_returned + _permits, 0);
    }

    protected override async Task ReplenishAsync(int waiting)
    {
        PermitRequest request;
        TimeSpan hold;
        lock (Gate)
        {
            hold = Hold;
            var block = (int)(hold.TotalSeconds * PerSecond);
            var ahead = Math.Min(block, _used * 2);
            request = new PermitRequest(Scope, PerSecond, Math.Max(1, Burst - (hold.TotalSeconds * PerSecond)), waiting + ahead, _returned);
            (_used, _returned) = (0, 0);
        }

        var asked = Time.GetTimestamp();
        var grant = await Fleet.TryTakeAsync(request);
        lock (Gate)
        {
            if (grant is null)
                (grant, hold) = (FromOwnShare(waiting), TimeSpan.Zero);
            else
                _ownShare = null;

            (_permits, _returned) = (grant.Granted, _returned + _permits);
            _permitsUntil = hold == TimeSpan.Zero ? long.MaxValue : asked + Ticks(hold);
            _nextAt = Time.GetTimestamp() + Ticks(grant.Next);
        }
    }

    // The store is away: this hub's part of the limit, beginning with nothing, since nobody knows what was used a moment ago.
    private PermitGrant FromOwnShare(int wanted)
    {
        var instances = Fleet.Instances;
        _ownShare ??= new TokenBucket(0);
        return _ownShare.Take(PerSecond / instances, Math.Max(1, Burst / instances), wanted, 0, Time);
    }
}
