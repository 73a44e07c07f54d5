using System.Diagnostics;

namespace ProKure.EndToEnd.CommandLine;

/// <summary>The command line as a program of its own, as people and scripts run it: hub and key from the environment.</summary>
internal sealed record ProkureRun(int ExitCode, string Output, string Error)
{
    public static async Task<ProkureRun> OfAsync(Uri hub, string? key, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Program("ProKure.Integrations.Cli", "prokure"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["PROKURE_URL"] = hub.OriginalString;
        start.Environment["PROKURE_API_KEY"] = key;
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
            await process.WaitForExitAsync(Token);
            return new ProkureRun(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
