using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Tests.Limits;

public sealed class PromisePlanTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new();
    private readonly PromisePlan _plan;

    public PromisePlanTests() => _plan = new PromisePlan(_time);

    [Fact]
    public void Next_OneAfterTheOther_IsAtThePaceOfTheLimit()
    {
        TimeSpan[] waits = [Next(), Next(), Next()];

        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)], waits);
    }

    [Fact]
    public void Next_WithJitter_KeepsTheOrder()
    {
        double[] random = [0.99, 0, 0.5, 0.99, 0];
        var waits = random.Select(number => _plan.Next(TimeSpan.Zero, Interval, hasWaited: false, number)).ToList();

        Assert.Equal(waits.Order(), waits);
        Assert.Equal(waits.Count, waits.Distinct().Count());
    }

    [Fact]
    public void Next_ForOneThatComesBack_IsNotBehindAllTheOthers()
    {
        for (var i = 0; i < 100; i++)
            Next();

        Assert.Equal(TimeSpan.FromSeconds(2), Next(hasWaited: true));
        Assert.Equal(TimeSpan.FromSeconds(3), Next(hasWaited: true));
        Assert.Equal(TimeSpan.FromSeconds(102), Next());
    }

    [Fact]
    public void Next_AfterTheQueueWasWorkedOff_BeginsAnew()
    {
        Next();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromSeconds(2), Next());
    }

    [Fact]
    public void Next_OfAnEndlessQueue_IsNoFartherThanAnHour()
    {
        for (var i = 0; i < 4_000; i++)
            Next();

        Assert.Equal(TimeSpan.FromHours(1), Next());
    }

    private TimeSpan Next(bool hasWaited = false) => _plan.Next(TimeSpan.FromSeconds(2), Interval, hasWaited, random: 0);
}
