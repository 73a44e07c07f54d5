using System.ComponentModel;

namespace ProKure.TestKit.Servers;

/// <summary>The official image in a container, on a free port.</summary>
internal sealed class MongoContainer : IMongoServer
{
    private const string Image = "mongo:8";
    private readonly string _name = $"prokure-test-{Guid.CreateVersion7():N}";
    private readonly int _port = FreePort.Find();
    private bool _wasStarted;

    public async Task<string> StartAsync()
    {
        try
        {
            // A port that Docker chose would be another after each start.
            var started = _wasStarted
                ? await Command.RunAsync("docker", ["start", _name])
                : await Command.RunAsync("docker", ["run", "--detach", "--name", _name, "--publish", $"127.0.0.1:{_port}:27017", Image]);
            if (started.ExitCode != 0)
                throw new ServerMissingException($"docker says '{started.Errors.Trim()}'");
        }
        catch (Win32Exception)
        {
            throw new ServerMissingException("there is no docker on the PATH");
        }

        _wasStarted = true;
        return $"mongodb://127.0.0.1:{_port}/?directConnection=true";
    }

    public Task StopAsync() => Command.RunAsync("docker", ["stop", _name]);

    public Task KillAsync() => Command.RunAsync("docker", ["kill", _name]);

    public async ValueTask RemoveAsync() => await Command.RunAsync("docker", ["rm", "--force", "--volumes", _name]);
}
