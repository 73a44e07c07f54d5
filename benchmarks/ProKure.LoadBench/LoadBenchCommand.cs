using System.Net.Sockets;
using ProKure.LoadBench.Generator;
using ProKure.LoadBench.Reports;
using ProKure.LoadBench.Targets;

namespace ProKure.LoadBench;

/// <summary>Runs what the command line asks for; the report goes to <paramref name="output"/>, progress and faults to <paramref name="errors"/>.</summary>
internal sealed class LoadBenchCommand(TextWriter output, TextWriter errors)
{
    /// <summary>Done, and every request counted was answered with success.</summary>
    public const int Success = 0;

    /// <summary>Done, but some requests were not answered with success.</summary>
    public const int Unclean = 1;

    /// <summary>Not done: wrong arguments, or a target that cannot be measured.</summary>
    public const int Failed = 2;

    public async Task<int> RunAsync(IReadOnlyList<string> args, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        if (args is ["--help" or "-h"])
        {
            await output.WriteLineAsync(LoadBenchArguments.Usage);
            return Success;
        }

        try
        {
            var options = LoadBenchArguments.Read(args, environment);
            await using var targets = await TargetSet.StartAsync(options, cancellationToken);
            var (report, clean) = options.Count is { } count
                ? await CountAsync(targets, options, count, cancellationToken)
                : await CompareAsync(targets, options, cancellationToken);
            await output.WriteAsync(report);
            if (options.Output is { } file)
                await WriteFileAsync(file, report, cancellationToken);
            return clean ? Success : Unclean;
        }
        catch (Exception fault) when (fault is LoadBenchException or SocketException)
        {
            await errors.WriteLineAsync(fault.Message);
            return Failed;
        }
    }

    private async Task<(string Report, bool Clean)> CompareAsync(TargetSet targets, LoadBenchOptions options, CancellationToken cancellationToken)
    {
        var results = await Comparison.RunAsync(targets.Targets, options, errors.WriteLine, cancellationToken);
        return (ComparisonReport.Of(results, options), results.All(result => result.Refused == 0 && result.Tally.Broken == 0));
    }

    private static async Task<(string Report, bool Clean)> CountAsync(
        TargetSet targets, LoadBenchOptions options, long count, CancellationToken cancellationToken)
    {
        var target = targets.Get(options.CountTarget ?? (options.HubUrl is null ? Target.Direct : Target.Hub));
        var budget = RequestBudget.Of(count, atMost: TimeSpan.FromSeconds(options.LimitSeconds));
        var run = await LoadRun.RunAsync(target.Server, target.Request, options.Connections, budget, cancellationToken);
        return (CountReport.Of(target, run, count, options.Connections), CountReport.IsClean(run, count));
    }

    private static async Task WriteFileAsync(string file, string report, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(file, report, cancellationToken);
    }
}
