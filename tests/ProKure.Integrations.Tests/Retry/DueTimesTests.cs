using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Tests.Retry;

public sealed class DueTimesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private readonly DueTimes _times = new();

    [Fact]
    public void UntilNext_WithNothingNoted_IsThePoll() => Assert.Equal(Poll, _times.UntilNext(Now, Poll));

    [Fact]
    public void UntilNext_IsUntilTheFirst_OneAfterTheOther()
    {
        Assert.True(_times.Note(Now.AddMilliseconds(300), Now));
        Assert.True(_times.Note(Now.AddMilliseconds(100), Now));
        Assert.False(_times.Note(Now.AddMilliseconds(200), Now));

        Assert.Equal(TimeSpan.FromMilliseconds(100), _times.UntilNext(Now, Poll));
        _times.Forget(Now.AddMilliseconds(100));
        Assert.Equal(TimeSpan.FromMilliseconds(100), _times.UntilNext(Now.AddMilliseconds(100), Poll));
        _times.Forget(Now.AddMilliseconds(300));
        Assert.Equal(Poll, _times.UntilNext(Now, Poll));
    }

    [Fact]
    public void UntilNext_OfWhatIsDueOrAlmost_IsNotNothing()
    {
        _times.Note(Now.AddMilliseconds(-5), Now);

        Assert.Equal(TimeSpan.FromMilliseconds(10), _times.UntilNext(Now, Poll));
    }

    [Fact]
    public void Note_OfWhatIsFarAway_IsLeftToThePoll()
    {
        Assert.False(_times.Note(Now.AddMinutes(2), Now));

        Assert.Equal(Poll, _times.UntilNext(Now, Poll));
    }
}
