using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Archives;

/// <summary>One run of the archive: takes up what was broken off, archives what is due, removes files whose time is over. A run may end at any point; the next goes on.</summary>
public sealed partial class ArchiveRun(IArchivedLog log, IArchiveFiles files, ArchiveSteps steps, ArchiveExpiry expiry, TimeProvider time, ILogger<ArchiveRun> logger)
{
    private static readonly ArchiveState[] Unfinished = [ArchiveState.Writing, ArchiveState.Verified, ArchiveState.Removing];

    /// <summary>What the next run would archive.</summary>
    /// <exception cref="StoreUnavailableException">A store is away.</exception>
    public async Task<IReadOnlyList<DueUnit>> PlanAsync(IReadOnlyList<ArchivePolicy> policies, CancellationToken cancellationToken)
    {
        var due = new List<DueUnit>();
        foreach (var policy in policies)
        {
            await foreach (var unit in DueAsync(policy, cancellationToken))
                due.Add(new DueUnit(unit, await log.CountAsync(unit, cancellationToken)));
        }

        return due;
    }

    /// <summary>Works as long as it may.</summary>
    /// <param name="policies">The classes with archive.</param>
    /// <param name="mayGoOnAsync">Asked before each file.</param>
    /// <param name="cancellationToken">Breaks off; nothing is lost by it.</param>
    /// <exception cref="StoreUnavailableException">A store is away.</exception>
    public async Task<ArchiveRunResult> RunAsync(IReadOnlyList<ArchivePolicy> policies, Func<Task<bool>> mayGoOnAsync, CancellationToken cancellationToken)
    {
        var result = new Result();
        steps.Clean();
        foreach (var file in await files.ListAsync(new ArchiveFileQuery { States = Unfinished }, cancellationToken))
        {
            if (!await mayGoOnAsync())
                return result.Cut();
            await TryAsync(result, file.Key, () => FinishAsync(result, file, cancellationToken));
        }

        foreach (var policy in policies)
        {
            await foreach (var unit in DueAsync(policy, cancellationToken))
            {
                // A part of which nothing could be marked would be written again and again: its documents change faster than they are written.
                for (var goOn = true; goOn;)
                {
                    if (!await mayGoOnAsync())
                        return result.Cut();
                    goOn = await TryAsync(result, unit.ToString(), async () => await NextPartAsync(result, unit, cancellationToken) > 0);
                }
            }
        }

        foreach (var file in await expiry.FindOverAsync(policies, time.GetUtcNow(), cancellationToken))
        {
            if (!await mayGoOnAsync())
                return result.Cut();
            await TryAsync(result, file.Key, async () =>
            {
                await steps.RemoveAsync(file, cancellationToken);
                result.Removed++;
                return true;
            });
        }

        return result.Done();
    }

    private async Task<bool> FinishAsync(Result result, ArchiveFile file, CancellationToken cancellationToken)
    {
        if (file.State == ArchiveState.Removing)
        {
            await steps.RemoveAsync(file, cancellationToken);
            result.Removed++;
        }
        else if ((file.State == ArchiveState.Verified ? file : await steps.ResumeAsync(file, cancellationToken)) is { } verified)
        {
            await MarkAsync(result, verified, cancellationToken);
        }

        return true;
    }

    private async Task<int> NextPartAsync(Result result, ArchiveUnit unit, CancellationToken cancellationToken)
    {
        if (await log.CountAsync(unit, cancellationToken) == 0)
            return 0;
        return await steps.BeginAsync(unit, cancellationToken) is { } begun && await steps.WriteAsync(begun, cancellationToken) is { } verified
            ? await MarkAsync(result, verified, cancellationToken)
            : 0;
    }

    private async Task<int> MarkAsync(Result result, ArchiveFile verified, CancellationToken cancellationToken)
    {
        var marked = await steps.MarkAsync(verified, cancellationToken);
        result.Files++;
        result.Documents += marked;
        return marked;
    }

    // One file that cannot be used must not keep the others from being written.
    private async Task<bool> TryAsync(Result result, string subject, Func<Task<bool>> step)
    {
        try
        {
            return await step();
        }
        catch (ArchiveFileException fault)
        {
            Telemetry.ArchiveFaults.Add(1, new KeyValuePair<string, object?>("kind", "file"));
            Log.Unusable(logger, subject, fault);
            result.Faults.Add(new ArchiveFault(fault.Key, fault.Reason));
            return false;
        }
    }

    private async IAsyncEnumerable<ArchiveUnit> DueAsync(
        ArchivePolicy policy, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = policy.DueBefore(time.GetUtcNow());
        var from = DateTimeOffset.UnixEpoch;
        while (await log.FindOldestAsync(policy.RetentionClass, from, before, cancellationToken) is { } oldest)
        {
            var day = new ArchiveUnit(policy.RetentionClass, "", DateOnly.FromDateTime(oldest.UtcDateTime));
            foreach (var system in await log.ListSystemsAsync(policy.RetentionClass, day.From, day.To, cancellationToken))
                yield return day with { SystemCode = system };
            from = day.To;
        }
    }

    private sealed class Result
    {
        public int Files { get; set; }

        public long Documents { get; set; }

        public int Removed { get; set; }

        public List<ArchiveFault> Faults { get; } = [];

        public ArchiveRunResult Done() => new(Files, Documents, Removed, Faults, IsComplete: true);

        public ArchiveRunResult Cut() => new(Files, Documents, Removed, Faults, IsComplete: false);
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Error, "{Subject} could not be archived; its documents stay in the log")]
        public static partial void Unusable(ILogger logger, string subject, Exception fault);
    }
}

/// <summary>What a run did.</summary>
/// <param name="Files">Files that were written, verified and marked, or taken up and brought so far.</param>
/// <param name="Documents">Documents that were marked.</param>
/// <param name="Removed">Files that were removed because their time was over.</param>
/// <param name="Faults">Files that could not be used; what they hold stays in the log.</param>
/// <param name="IsComplete">False when the run ended before all was done that is due.</param>
public sealed record ArchiveRunResult(int Files, long Documents, int Removed, IReadOnlyList<ArchiveFault> Faults, bool IsComplete);

/// <summary>What is wrong with an archive file.</summary>
/// <param name="Key">The file's key.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record ArchiveFault(string Key, string Reason);

/// <summary>A unit that is due.</summary>
/// <param name="Unit">Which.</param>
/// <param name="Documents">How many documents would be archived.</param>
public sealed record DueUnit(ArchiveUnit Unit, long Documents);
