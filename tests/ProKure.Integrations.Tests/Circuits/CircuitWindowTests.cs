using ProKure.Integrations.Circuits;

namespace ProKure.Integrations.Tests.Circuits;

public sealed class CircuitWindowTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);
    private readonly CircuitWindow _window = new();

    [Fact]
    public void Count_IsOfTheLastWhile()
    {
        Add(0, failed: true);
        Add(1, failed: false);
        Add(9, failed: true);

        Assert.Equal((3, 2), Count(9));
        Assert.Equal((2, 1), Count(10));
        Assert.Equal((1, 1), Count(11));
        Assert.Equal((1, 1), Count(18));
        Assert.Equal((0, 0), Count(19));
    }

    [Fact]
    public void Count_AfterALongWhile_IsNothing()
    {
        Add(0, failed: true);

        Assert.Equal((0, 0), Count(1_000));
        Add(1_005, failed: true);
        Assert.Equal((1, 1), Count(1_014));
    }

    [Fact]
    public void Count_OfAnotherLength_BeginsAnew()
    {
        for (var second = 0; second < 100; second++)
            Add(second, failed: true);

        Assert.Equal((0, 0), _window.Count(TimeSpan.FromSeconds(99), TimeSpan.FromMinutes(10)));
        Assert.Equal((0, 0), _window.Count(TimeSpan.FromSeconds(99), Length));
    }

    [Fact]
    public void Clear_ForgetsAll()
    {
        Add(3, failed: true);
        _window.Clear();

        Assert.Equal((0, 0), Count(3));
    }

    private void Add(double seconds, bool failed) => _window.Add(failed, TimeSpan.FromSeconds(seconds), Length);

    private (int, int) Count(double seconds) => _window.Count(TimeSpan.FromSeconds(seconds), Length);
}
