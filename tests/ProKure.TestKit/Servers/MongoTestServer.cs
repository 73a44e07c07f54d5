namespace ProKure.TestKit.Servers;

/// <summary>An instance of <c>tests/mongodb-testserver</c>, for Debian machines without <c>mongod</c>.</summary>
internal sealed class MongoTestServer : IMongoServer
{
    private readonly string _name = $"t{Guid.CreateVersion7().ToString("N")[^12..]}";
    private bool _wasStarted;

    public async Task<string> StartAsync()
    {
        // The port of the first start is kept by the instance.
        var (exitCode, output, errors) = await RunAsync(_wasStarted ? ["start"] : ["start", "--port", "0"]);
        if (exitCode != 0)
            throw new ServerMissingException($"the MongoDB test server says '{errors.Trim().Split('\n')[^1]}'");
        _wasStarted = true;
        return output.Trim().Split('\n')[^1];
    }

    public Task StopAsync() => RunAsync("stop");

    public Task KillAsync() => RunAsync("kill");

    public async ValueTask RemoveAsync() => await RunAsync("drop");

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        Command.RunAsync("bash", [Path.Combine(SourceTree.Root, "tests", "mongodb-testserver", "mongodb-testserver"), .. arguments, "--instance", _name]);
}
