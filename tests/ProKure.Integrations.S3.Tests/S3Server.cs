using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using ProKure.TestKit.Servers;

// One for the whole program: classes run side by side, and two installations into one folder break each other.
[assembly: AssemblyFixture(typeof(ProKure.Integrations.S3.Tests.S3Server))]

namespace ProKure.Integrations.S3.Tests;

/// <summary>s3rver on node: installed beside the test program when the first test wants it, one process for all tests, a bucket for each.</summary>
public sealed class S3Server : IAsyncLifetime
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(2);
    // A run that is killed disposes of nothing. What it cannot keep is the other end of the pipe.
    private const string EndsWithItsParent = "process.stdin.on('end', () => process.exit()).resume(); require(require('node:path').resolve(process.argv[1]));";

    private readonly string _data = Directory.CreateTempSubdirectory("prokure-s3-").FullName;
    private readonly int _port = FreePort.Find();
    private Process? _server;
    private int _buckets;

    /// <summary>Why there is no server; null where there is one.</summary>
    public string? Missing { get; private set; }

    /// <summary>Where it listens.</summary>
    public string Url => $"http://127.0.0.1:{_port}";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "s3rver");

    public async ValueTask InitializeAsync()
    {
        try
        {
            // npm writes this file last.
            if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
                await InstallAsync();
            _server = Process.Start(new ProcessStartInfo("node")
            {
                WorkingDirectory = Folder,
                ArgumentList =
                {
                    "--eval", EndsWithItsParent, "--", "node_modules/s3rver/bin/s3rver.js", "--directory", _data, "--address", "127.0.0.1", "--port", $"{_port}", "--silent", "--no-vhost-buckets",
                },
                RedirectStandardInput = true,
                UseShellExecute = false,
            });
            await WaitAsync();
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException)
        {
            Missing = $"node, npm and its registry are needed for an S3 server: {fault.Message}";
        }
    }

    /// <summary>Makes a bucket.</summary>
    public string CreateBucket()
    {
        // A bucket of s3rver is a folder.
        var bucket = $"bucket-{Interlocked.Increment(ref _buckets)}";
        Directory.CreateDirectory(Path.Combine(_data, bucket));
        return bucket;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            if (!_server.HasExited)
                _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_data, recursive: true);
    }

    private async Task WaitAsync()
    {
        using var limit = new CancellationTokenSource(InstallTimeout);
        while (true)
        {
            if (_server!.HasExited)
                throw new InvalidOperationException($"s3rver ended with {_server.ExitCode}");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", _port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private static async Task InstallAsync()
    {
        using var npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        {
            WorkingDirectory = Folder,
            ArgumentList = { "ci", "--no-audit", "--no-fund", "--ignore-scripts" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(InstallTimeout);
        try
        {
            await npm.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException fault)
        {
            npm.Kill(entireProcessTree: true);
            throw new InvalidOperationException("npm could not install it in time", fault);
        }

        await output;
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm could not install it: {(await error).Trim()}");
    }
}
