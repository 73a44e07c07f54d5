using System.Diagnostics;
using ProKure.Integrations.Hub.Api;

namespace ProKure.Integrations.Hub.Tests.Startup;

/// <summary>The hub as a program, for what happens before it listens and for its exit codes.</summary>
internal sealed class HubRun : IAsyncDisposable
{
    private const string FreeUrl = "--Hub:Urls=http://127.0.0.1:0";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private HubRun(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Runs the hub until it ends by itself.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> ToEndAsync(params string[] settings) => CommandAsync([FreeUrl, .. settings]);

    /// <summary>Runs the program with just these arguments until it ends.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> CommandAsync(params string[] arguments)
    {
        await using var run = Start(arguments);
        var output = await run._process.StandardOutput.ReadToEndAsync(Token);
        await run._process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
        return (run._process.ExitCode, output, await run._errors);
    }

    /// <summary>Runs the hub until it listens, then asks it to stop.</summary>
    public static async Task<string> UntilItListensAsync(params string[] settings)
    {
        await using var run = Start([FreeUrl, .. settings]);
        var output = new List<string>();
        while (await run._process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token) is { } line)
        {
            output.Add(line);
            if (line.Contains("Now listening on", StringComparison.Ordinal))
                return string.Join('\n', output);
        }

        throw new InvalidOperationException($"The hub ended before it listened:\n{string.Join('\n', output)}\n{await run._errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static HubRun Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(InvokeApi).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        return new HubRun(Process.Start(start)!);
    }
}
