using System.Diagnostics;
using System.Net;

namespace ProKure.LoadBench.Generator;

/// <summary>A closed-loop run: all connections open first, then start together and send until the budget is used up.</summary>
internal static class LoadRun
{
    /// <summary>How long after its budget's time a run waits for answers before it cuts the connections.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static async Task<LoadResult> RunAsync(
        IPEndPoint server, byte[] request, int connections, RequestBudget budget, CancellationToken cancellationToken)
    {
        var all = new List<LoadConnection>(connections);
        try
        {
            for (var i = 0; i < connections; i++)
            {
                all.Add(new LoadConnection(server, request));
                await all[i].ConnectAsync(cancellationToken);
            }

            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await using var cut = end.Token.Register(() => all.ForEach(connection => connection.Cut()));
            end.CancelAfter(budget.Duration + Grace);

            budget.Start();
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(all.Select(connection => Task.Run(() => connection.RunAsync(budget, end.Token), CancellationToken.None)));
            var elapsed = Stopwatch.GetElapsedTime(start);
            await Task.Yield(); // The last answer may have left us on a socket thread, which is not ours to keep.
            cancellationToken.ThrowIfCancellationRequested();

            var tally = new Tally();
            all.ForEach(connection => tally.Add(connection.Tally));
            return new LoadResult(tally, elapsed);
        }
        finally
        {
            all.ForEach(connection => connection.Dispose());
        }
    }
}

/// <summary>What came of a run, and how long it took from the first send to the last answer.</summary>
internal sealed record LoadResult(Tally Tally, TimeSpan Elapsed)
{
    /// <summary>Requests answered with success a second: a server that refuses fast is not fast.</summary>
    public double RequestsPerSecond => Tally.Succeeded / Elapsed.TotalSeconds;
}
