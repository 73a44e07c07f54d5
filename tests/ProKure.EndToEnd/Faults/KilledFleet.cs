using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

/// <summary>Hubs on the same stores, each of which may be killed and comes back with the files that it had.</summary>
internal sealed class KilledFleet : IAsyncDisposable
{
    private readonly SimulatedSap _sap;
    private readonly string[] _settings;
    private readonly TemporaryFolder[] _folders;

    // A hub that is down has no process here; whoever calls takes another.
    private readonly HubProcess?[] _hubs;
    private string? _key;

    private KilledFleet(int size, SimulatedSap sap, string[] settings)
    {
        _sap = sap;
        _settings = settings;
        _folders = [.. Enumerable.Range(0, size).Select(_ => new TemporaryFolder())];
        _hubs = new HubProcess?[size];
    }

    public int Size => _hubs.Length;

    public static async Task<KilledFleet> StartAsync(int size, SimulatedSap sap, string[] settings)
    {
        var fleet = new KilledFleet(size, sap, settings);
        try
        {
            for (var i = 0; i < size; i++)
                await fleet.StartAsync(i);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of a hub that was alive a moment ago, another each time.</summary>
    public HttpClient Any(int turn) =>
        Enumerable.Range(turn, Size).Select(i => Volatile.Read(ref _hubs[i % Size])).First(hub => hub is not null)!.Http;

    /// <summary>Kills a hub with SIGKILL.</summary>
    public async Task KillAsync(int index)
    {
        var hub = Interlocked.Exchange(ref _hubs[index], null)!;
        await hub.KillAsync();
        await hub.DisposeAsync();
    }

    /// <summary>Starts a hub, with the files that it left behind.</summary>
    public async Task StartAsync(int index)
    {
        var hub = await HubProcess.StartAsync(_folders[index].FullName, _sap.BaseUrl, _key, _settings);
        _key ??= hub.Key;
        Volatile.Write(ref _hubs[index], hub);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in _hubs)
        {
            if (hub is not null)
                await hub.DisposeAsync();
        }

        foreach (var folder in _folders)
            folder.Dispose();
    }
}
