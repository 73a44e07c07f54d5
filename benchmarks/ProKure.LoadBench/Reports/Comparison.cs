using ProKure.LoadBench.Generator;
using ProKure.LoadBench.Targets;

namespace ProKure.LoadBench.Reports;

/// <summary>All rounds of one target.</summary>
internal sealed class TargetResult(Target target)
{
    private readonly List<double> _requestsPerSecond = [];

    public Target Target { get; } = target;

    public Tally Tally { get; } = new();

    /// <summary>The processor time of all its servers; null where it is not known.</summary>
    public TimeSpan? ProcessorTime { get; private set; } = target.Servers.Count > 0 ? TimeSpan.Zero : null;

    /// <summary>Successful requests a second, a round each.</summary>
    public IReadOnlyList<double> RequestsPerSecond => _requestsPerSecond;

    public long Refused => Tally.Answered - Tally.Succeeded;

    public void Add(LoadResult round, TimeSpan processorTime)
    {
        _requestsPerSecond.Add(round.RequestsPerSecond);
        Tally.Add(round.Tally);
        ProcessorTime += processorTime;
    }
}

/// <summary>The rounds of all targets, interleaved so that what else the machine does meets all of them alike.</summary>
internal static class Comparison
{
    public static async Task<IReadOnlyList<TargetResult>> RunAsync(
        IReadOnlyList<Target> targets, LoadBenchOptions options, Action<string> progress, CancellationToken cancellationToken)
    {
        foreach (var target in targets)
            await Probe.CheckAsync(target, cancellationToken);
        foreach (var target in options.WarmupSeconds > 0 ? targets : [])
        {
            progress($"warming up: {target.Label}");
            await RunOnceAsync(target, options.WarmupSeconds, options.Connections, cancellationToken);
        }

        TargetResult[] results = [.. targets.Select(target => new TargetResult(target))];
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var result in results)
            {
                var before = ProcessorTimeOf(result.Target);
                var run = await RunOnceAsync(result.Target, options.Seconds, options.Connections, cancellationToken);
                result.Add(run, ProcessorTimeOf(result.Target) - before);
                progress(FormattableString.Invariant($"round {round} of {options.Rounds}: {result.Target.Label}: {run.RequestsPerSecond:N0} requests/s"));
            }
        }

        return results;
    }

    private static Task<LoadResult> RunOnceAsync(Target target, int seconds, int connections, CancellationToken cancellationToken)
        => LoadRun.RunAsync(target.Server, target.Request, connections, RequestBudget.For(TimeSpan.FromSeconds(seconds)), cancellationToken);

    private static TimeSpan ProcessorTimeOf(Target target)
        => target.Servers.Aggregate(TimeSpan.Zero, (sum, server) => sum + server.ProcessorTime);
}
