namespace ProKure.TestKit.Servers;

/// <summary>A MongoDB server of one test's own, on a free port, that the test may stop, kill and start again with the same data.</summary>
public sealed class PrivateMongo : IAsyncDisposable
{
    private readonly IMongoServer _server;
    private volatile bool _isDown;

    private PrivateMongo(IMongoServer server, string connectionString) => (_server, ConnectionString) = (server, connectionString);

    /// <summary>How to reach it; the same after every start.</summary>
    public string ConnectionString { get; }

    /// <summary>
    /// Starts an empty server: <c>mongod</c> from the PATH, an instance of the MongoDB test server, or a container, whichever can be had first. Skips the test,
    /// with the reasons, where none can.
    /// </summary>
    public static async ValueTask<PrivateMongo> StartAsync()
    {
        var reasons = new List<string>();
        foreach (var server in new IMongoServer[] { new MongodProcess(), new MongoTestServer(), new MongoContainer() })
        {
            try
            {
                return new PrivateMongo(server, await server.StartAsync());
            }
            catch (ServerMissingException missing)
            {
                reasons.Add(missing.Message);
            }
        }

        Assert.Skip($"There is no MongoDB: {string.Join("; ", reasons)}. {TestMongo.Variable} can name one.");
        throw new InvalidOperationException("Skipping ends the test.");
    }

    /// <summary>Starts it again, on the same port and with its data; does nothing where it runs.</summary>
    public async Task StartAgainAsync()
    {
        if (!_isDown)
            return;
        await _server.StartAsync();
        _isDown = false;
    }

    /// <summary>Ends it in good order.</summary>
    public Task StopAsync()
    {
        _isDown = true;
        return _server.StopAsync();
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public Task KillAsync()
    {
        _isDown = true;
        return _server.KillAsync();
    }

    /// <summary>Ends it and removes its data.</summary>
    public ValueTask DisposeAsync() => _server.RemoveAsync();
}

/// <summary>One way to run a MongoDB server.</summary>
internal interface IMongoServer
{
    /// <returns>The connection string.</returns>
    /// <exception cref="ServerMissingException">This way is not open on this machine.</exception>
    Task<string> StartAsync();

    Task StopAsync();

    Task KillAsync();

    ValueTask RemoveAsync();
}

/// <summary>A server cannot be had in one way.</summary>
/// <param name="reason">Why, as part of a sentence.</param>
internal sealed class ServerMissingException(string reason) : Exception(reason);
