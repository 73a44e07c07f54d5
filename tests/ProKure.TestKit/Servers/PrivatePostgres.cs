using System.Diagnostics;
using System.Globalization;

namespace ProKure.TestKit.Servers;

/// <summary>A PostgreSQL server of one test, which may stop it, kill it and start it again on the same port. Its commits wait for the disk.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"prokure-postgres-{Guid.CreateVersion7():N}");
    private PostgresProcess? _process;

    private PrivatePostgres()
    {
    }

    /// <summary>To the server's own database; the same after every start.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Starts one; skips the running test when there can be none.</summary>
    public static async Task<PrivatePostgres> StartAsync()
    {
        if (await PostgresProcess.WhyNotAsync(TestContext.Current.CancellationToken) is { } reason)
            Assert.Skip($"PostgreSQL is needed: {reason}.");
        var server = new PrivatePostgres();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it after a stop or a kill.</summary>
    public async Task StartAgainAsync()
    {
        string[] samePort = ConnectionString.Length == 0 ? [] : ["--port", new Npgsql.NpgsqlConnectionStringBuilder(ConnectionString).Port.ToString(CultureInfo.InvariantCulture)];
        _process = await PostgresProcess.StartAsync(["--durable", .. samePort, _folder], TestContext.Current.CancellationToken);
        ConnectionString = _process.ConnectionString;
    }

    /// <summary>Stops it in good order (a "fast" shutdown: what is connected is cut off).</summary>
    public async Task StopAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Kills it as a power failure would, but for the disk's own cache: SIGKILL to the server and to each of its processes.</summary>
    public async Task KillAsync()
    {
        var server = int.Parse((await File.ReadAllLinesAsync(Path.Combine(_folder, "data", "postmaster.pid"), CancellationToken.None))[0], CultureInfo.InvariantCulture);
        foreach (var process in ChildrenOf(server).Prepend(server))
            Kill(process);
        await StopAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    // Where there is no /proc, the processes of a dead server end by themselves.
    private static List<int> ChildrenOf(int server)
    {
        var children = $"/proc/{server}/task/{server}/children";
        return File.Exists(children)
            ? [.. File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))]
            : [];
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // Ended by itself.
        }
    }
}
