namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>The system's clock, which a test can put forward.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long _aheadTicks;

    public void GoForward(TimeSpan time) => Interlocked.Add(ref _aheadTicks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _aheadTicks));
}
