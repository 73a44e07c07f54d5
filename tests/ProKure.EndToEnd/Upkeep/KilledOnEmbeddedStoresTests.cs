namespace ProKure.EndToEnd.Upkeep;

public sealed class KilledOnEmbeddedStoresTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_hub_killed_in_the_middle_of_retention_loses_nothing_that_stays_and_leaves_nothing_in_the_end()
    {
        await using var stores = KilledHubStores.Embedded();

        await RetentionKilled.RunAsync(stores, output);
    }

    [Fact]
    public async Task A_hub_killed_in_the_middle_of_an_erasure_ends_it_once_and_leaves_nothing_of_the_entity()
    {
        await using var stores = KilledHubStores.Embedded();

        await ErasureKilled.RunAsync(stores, output);
    }
}
