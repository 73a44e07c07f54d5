using Npgsql;
using ProKure.TestKit.Servers;

namespace ProKure.EndToEnd.Faults;

/// <summary>A PostgreSQL and a MongoDB of one test's own, each behind a gate: the test may stop, kill or cut off either.</summary>
internal sealed class HybridStores : IAsyncDisposable
{
    private readonly TcpGate _postgresGate;
    private readonly TcpGate _mongoGate;

    // A test cannot wait as long as an operator can.
    private static readonly string[] Impatience =
    [
        "--Fleet:BeatInterval=00:00:00.5", "--Fleet:Silence=00:00:05", "--Fleet:LeaderLease=00:00:03", "--Reconciler:PassInterval=00:00:01", "--Reconciler:SettleTime=00:00:03",
        "--Reconciler:LateTime=00:00:10", "--Reconciler:RestInterval=00:00:05",
        "--Spool:AdoptInterval=00:00:02", "--DeliveryWorker:Lease=00:00:10",
    ];

    private HybridStores(PrivatePostgres postgres, PrivateMongo mongo)
    {
        Postgres = postgres;
        Mongo = mongo;
        _postgresGate = new TcpGate(new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Port);
        _mongoGate = new TcpGate(new Uri(mongo.ConnectionString).Port);
    }

    public PrivatePostgres Postgres { get; }

    public PrivateMongo Mongo { get; }

    /// <summary>What makes a hub use these stores, through the gates, and look after them more often than it would.</summary>
    public string[] Settings =>
    [
        .. Impatience,
        $"--ConnectionStrings:Postgres={new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Host = "127.0.0.1", Port = _postgresGate.Port }.ConnectionString}",
        $"--ConnectionStrings:MongoDb={new UriBuilder(Mongo.ConnectionString) { Host = "127.0.0.1", Port = _mongoGate.Port }.Uri.OriginalString}",
    ];

    public static async Task<HybridStores> StartAsync()
    {
        var postgres = await PrivatePostgres.StartAsync();
        try
        {
            return new HybridStores(postgres, await PrivateMongo.StartAsync());
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes stores away, in one way or the other.</summary>
    public async Task TakeAwayAsync(Stores which, Absence how)
    {
        if (how == Absence.Hanging)
        {
            Shut(which);
            return;
        }

        if (which.HasFlag(Stores.Postgres))
            await (how == Absence.Killed ? Postgres.KillAsync() : Postgres.StopAsync());
        if (which.HasFlag(Stores.Mongo))
            await (how == Absence.Killed ? Mongo.KillAsync() : Mongo.StopAsync());
    }

    /// <summary>Gives them back.</summary>
    public async Task GiveBackAsync(Stores which, Absence how)
    {
        if (how == Absence.Hanging)
        {
            _postgresGate.Open();
            _mongoGate.Open();
            return;
        }

        if (which.HasFlag(Stores.Postgres))
            await Postgres.StartAgainAsync();
        if (which.HasFlag(Stores.Mongo))
            await Mongo.StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _postgresGate.DisposeAsync();
        await _mongoGate.DisposeAsync();
        await Postgres.DisposeAsync();
        await Mongo.DisposeAsync();
    }

    private void Shut(Stores which)
    {
        if (which.HasFlag(Stores.Postgres))
            _postgresGate.Shut();
        if (which.HasFlag(Stores.Mongo))
            _mongoGate.Shut();
    }
}

/// <summary>Which stores.</summary>
[Flags]
public enum Stores
{
    None = 0,
    Postgres = 1,
    Mongo = 2,
    Both = Postgres | Mongo,
}

/// <summary>How a store is away.</summary>
public enum Absence
{
    /// <summary>Ended in good order: connections are closed, new ones refused.</summary>
    Stopped,

    /// <summary>Ended by SIGKILL in the middle of what it was doing.</summary>
    Killed,

    /// <summary>Reachable, and silent: no byte goes either way.</summary>
    Hanging,
}
