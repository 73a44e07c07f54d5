using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ProKure.TestKit.Servers;

/// <summary>A <c>mongod</c> from the PATH on a folder of its own.</summary>
internal sealed class MongodProcess : IMongoServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("prokure-mongod-").FullName;
    private readonly int _port = FreePort.Find();
    private Process? _process;

    public async Task<string> StartAsync()
    {
        try
        {
            _process = Process.Start(new ProcessStartInfo(
                "mongod",
                ["--dbpath", _folder, "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind_ip", "127.0.0.1", "--logpath", Path.Combine(_folder, "mongod.log")])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
        }
        catch (Win32Exception)
        {
            Directory.Delete(_folder, recursive: true);
            throw new ServerMissingException("there is no mongod on the PATH");
        }

        await WaitUntilItListensAsync(_process);
        return $"mongodb://127.0.0.1:{_port}/?directConnection=true";
    }

    public async Task StopAsync()
    {
        // mongod ends in good order on SIGTERM, which .NET has no call for.
        await Command.RunAsync("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask RemoveAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilItListensAsync(Process process)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await ListensAsync())
        {
            if (process.HasExited || TimeProvider.System.GetElapsedTime(start) > Patience)
                throw new InvalidOperationException($"mongod does not listen on port {_port}; its log is in {_folder}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
