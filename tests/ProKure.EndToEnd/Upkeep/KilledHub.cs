using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Upkeep;

/// <summary>A hub that removes bodies from a folder, and is killed in the middle of it, again and again.</summary>
internal sealed class KilledHub(KilledHubStores stores, SimulatedSap sap, string[] settings, ITestOutputHelper output)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);

    private string? _key;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<HubProcess> StartAsync()
    {
        var hub = await HubProcess.StartAsync(stores.Folder, sap.BaseUrl, _key, [.. stores.Settings, .. settings]);
        _key = hub.Key;
        return hub;
    }

    /// <summary>Kills hubs at moments spread over the first half of the removal of so many bodies, at random within each part, and has looked what each left. The second half is for a hub that is quicker than its end.</summary>
    /// <returns>How many had bodies left to remove. After one that had none there is nothing more to kill.</returns>
    public async Task<int> KillAsync(int times, int bodies, Func<HubProcess, Task> begin, Func<Task> look)
    {
        var first = CountBodies();
        var part = bodies / times / 2;
        for (var kill = 1; kill <= times; kill++)
        {
            var left = first - ((kill - 1) * part) - Random.Shared.Next(1, part);
            await using var hub = await StartAsync();
            await begin(hub);
            while (CountBodies() > left)
                await Task.Delay(BetweenLooks, Token);
            await hub.KillAsync();
            output.WriteLine($"kill {kill}: {CountBodies()} of {first} bodies left, to be killed at {left}");
            await look();
            if (CountBodies() <= first - bodies)
                return kill - 1;
        }

        return times;
    }

    public int CountBodies() => Files().Count();

    /// <summary>Names of the files that are there, whatever their folders.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(stores.Bodies, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file));
}
