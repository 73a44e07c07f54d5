using System.CommandLine;

namespace ProKure.Integrations.Cli.Tests;

/// <summary>The program, run in this process.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static async Task<CliRun> OfAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var configuration = new InvocationConfiguration { Output = output, Error = error };
        var code = await CommandTree.RunAsync(args, configuration, TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
