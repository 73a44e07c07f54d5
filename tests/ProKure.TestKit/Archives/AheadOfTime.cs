namespace ProKure.TestKit.Archives;

/// <summary>The system's clock, that much ahead.</summary>
public sealed class AheadOfTime(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
