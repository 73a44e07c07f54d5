using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Tests.Retry;

public sealed class WorkerPlacesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reserve_TakesAllThatAreFree_AndWaitsForOne()
    {
        using var places = new WorkerPlaces(3, 2);

        Assert.Equal(3, await places.ReserveAsync(Cancel));
        var waiting = places.ReserveAsync(Cancel);
        Assert.False(waiting.IsCompleted);
        places.GiveBack(1);

        Assert.Equal(1, await waiting);
    }

    [Fact]
    public async Task Leave_OfASystemThatHadItsWholeShare_SaysThatMoreMayCome()
    {
        using var places = new WorkerPlaces(4, 2);
        Assert.Equal(4, await places.ReserveAsync(Cancel));
        foreach (var system in new[] { "SAP", "SAP", "CRM" })
            places.Take(system);
        Assert.Equal([new("CRM", 1), new("SAP", 2)], places.Taken.OrderBy(taken => taken.Key, StringComparer.Ordinal));

        Assert.False(places.Leave("CRM"));
        Assert.True(places.Leave("SAP"));
        Assert.False(places.Leave("SAP"));

        Assert.Empty(places.Taken);
        places.GiveBack(1);
        await places.DrainAsync();
    }
}
