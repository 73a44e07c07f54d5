using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace ProKure.EndToEnd;

/// <summary>The hub as a process of its own, on a free port, with its files in a folder that outlives it.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private HubProcess(Process process, Uri url, string dataDirectory)
    {
        _process = process;
        DataDirectory = dataDirectory;
        Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string DataDirectory { get; }

    /// <summary>The admin key.</summary>
    public string Key => Http.DefaultRequestHeaders.Authorization!.Parameter!;

    /// <summary>A client of this hub that carries its admin key.</summary>
    public HttpClient Http { get; }

    public string Output => string.Join('\n', _output);

    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Settings for tests that read at once what they have written: a slow machine must not send it to the spool first.</summary>
    public static string[] PatientWithStores { get; } = ["--LogWriter:StoreWait=00:01:00", "--LogWriter:StoreTimeout=00:01:00"];

    /// <summary>Starts a hub with the sample configuration, calling the SAP given, and waits until it is ready.</summary>
    /// <param name="dataDirectory">Where its files are.</param>
    /// <param name="sap">The SAP that the sample configuration calls.</param>
    /// <param name="settings">Further settings, as <c>--Section:Name=value</c>.</param>
    public static Task<HubProcess> StartAsync(string dataDirectory, Uri sap, params string[] settings) => StartAsync(dataDirectory, sap, key: null, settings);

    /// <summary>As the other, for a hub that shares its stores with one that made the admin key.</summary>
    /// <param name="dataDirectory">Where its files are.</param>
    /// <param name="sap">The SAP that the sample configuration calls.</param>
    /// <param name="key">The admin key, where another hub on the same stores has made it; null where this one makes it.</param>
    /// <param name="settings">Further settings, as <c>--Section:Name=value</c>.</param>
    /// <param name="heapBytes">The most that its heap may have; null for as much as there is.</param>
    public static async Task<HubProcess> StartAsync(string dataDirectory, Uri sap, string? key, string[] settings, long? heapBytes = null)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var keyFile = Path.Combine(dataDirectory, "first-key");
        string[] hub =
        [
            "dotnet", Repository.Program("ProKure.Integrations.Hub"), $"--Hub:Urls={url.OriginalString}", $"--Hub:DataDirectory={dataDirectory}",
            $"--Hub:ApplyConfiguration={Repository.Samples}", $"--Hub:FirstKeyFile={keyFile}", .. settings,
        ];

        // With a limit on file sizes a longer write raises SIGXFSZ, which would end the process; ignored, it fails as on a full disk.
        var start = new ProcessStartInfo("bash", ["-c", "trap '' XFSZ; exec \"$@\"", "bash", .. hub]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PROKURE_SAP_URL"] = sap.GetLeftPart(UriPartial.Authority);
        start.Environment["DOTNET_gcServer"] = "0";
        if (heapBytes is { } heap)
            start.Environment["DOTNET_GCHeapHardLimit"] = heap.ToString("X", CultureInfo.InvariantCulture);
        var process = new HubProcess(Process.Start(start)!, url, dataDirectory);
        try
        {
            await process.WaitUntilReadyAsync();
            key ??= (await File.ReadAllTextAsync(keyFile, Token)).Trim();
            process.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Limits how long the files that the process writes may become, in bytes, so that its disk seems full; null lifts the limit.</summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", $"{_process.Id}", $"--fsize={(bytes is { } limit ? $"{limit}" : "unlimited")}:"]);
        await prlimit.WaitForExitAsync(Token);
        Assert.Equal(0, prlimit.ExitCode);
    }

    /// <summary>Ends the process as a power failure would: SIGKILL, at once.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task WaitUntilReadyAsync()
    {
        using var tooLong = CancellationTokenSource.CreateLinkedTokenSource(Token);
        tooLong.CancelAfter(TimeSpan.FromSeconds(90));
        while (!await IsReadyAsync(tooLong.Token))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The hub ended with {_process.ExitCode}:\n{Output}");
            await Task.Delay(50, tooLong.Token);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _output.Enqueue(line);
    }
}
