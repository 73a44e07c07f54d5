namespace ProKure.Integrations.Retry.DeadLetters;

/// <summary>The replay of many dead letters, at a rate of its own.</summary>
public sealed record ReplayJob
{
    /// <summary>The job's id (UUID version 7).</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required ReplayJobState State { get; init; }

    /// <summary>Which dead letters it replays: those that were dead when it was begun.</summary>
    public required DeliveryFilter Filter { get; init; }

    /// <summary>Replays a second.</summary>
    public required double Rate { get; init; }

    /// <summary>With which configuration they are sent.</summary>
    public required ConfigChoice Config { get; init; }

    /// <summary>Whether those are replayed too of which the work may have been done; else they are passed over.</summary>
    public required bool AcceptDuplicates { get; init; }

    /// <summary>Why, in the person's words; null for nothing said.</summary>
    public string? Note { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who began it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Who changed its state last.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>Dead letters that the filter meant when it was begun.</summary>
    public required int Total { get; init; }

    /// <summary>Dead letters replayed so far.</summary>
    public int Replayed { get; init; }

    /// <summary>Dead letters passed over so far.</summary>
    public int Skipped { get; init; }

    /// <summary>The last dead letter seen to; null before the first.</summary>
    public Guid? After { get; init; }

    /// <summary>When it was done or aborted; null while it is neither.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>Where a replay job stands.</summary>
public enum ReplayJobState
{
    /// <summary>One of the hubs works on it.</summary>
    Running,

    /// <summary>A person has stopped it for now.</summary>
    Paused,

    /// <summary>All is done.</summary>
    Completed,

    /// <summary>A person has ended it.</summary>
    Aborted,
}

/// <summary>Where replay jobs are kept: beside the queue, so that progress and replays are one transaction.</summary>
public interface IReplayJobStore
{
    /// <summary>Keeps a new job.</summary>
    Task CreateAsync(ReplayJob job, CancellationToken cancellationToken);

    /// <summary>The job; null when there is none.</summary>
    Task<ReplayJob?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A page of jobs, the newest first; the cursor is the last one's id.</summary>
    /// <param name="after">The last job of the page before; null for the first page.</param>
    /// <param name="limit">The most jobs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Page<ReplayJob>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>The jobs that run, the oldest first.</summary>
    Task<IReadOnlyList<ReplayJob>> ListRunningAsync(CancellationToken cancellationToken);

    /// <summary>Changes the job's state, if it is one of <paramref name="from"/>.</summary>
    /// <returns>Whether it was.</returns>
    Task<bool> ChangeStateAsync(
        Guid id, IReadOnlyList<ReplayJobState> from, ReplayJobState to, string changedBy, DateTimeOffset? finishedAt, CancellationToken cancellationToken);

    /// <summary>Removes up to <paramref name="limit"/> jobs that were done or aborted before the time given.</summary>
    /// <returns>How many were removed.</returns>
    Task<int> RemoveFinishedAsync(DateTimeOffset finishedBefore, int limit, CancellationToken cancellationToken);

    /// <summary>Notes that a running job passed over a dead letter.</summary>
    /// <returns>False when the job does not run.</returns>
    Task<bool> SkipAsync(Guid id, Guid deliveryId, CancellationToken cancellationToken);
}
