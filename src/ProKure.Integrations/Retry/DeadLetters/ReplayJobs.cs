namespace ProKure.Integrations.Retry.DeadLetters;

/// <summary>Begins, pauses, resumes and aborts replays of many dead letters.</summary>
public sealed class ReplayJobs(IReplayJobStore store, IDeliveryLedger ledger, DeliveryControl control, ReplayJobSignal signal, TimeProvider time)
{
    /// <summary>The slowest rate: one replay a minute.</summary>
    public const double SlowestRate = 1.0 / 60;

    /// <summary>The fastest rate, in replays a second.</summary>
    public const double FastestRate = 500;

    /// <summary>The rate of jobs that ask for none, in replays a second.</summary>
    public const double DefaultRate = 10;

    /// <summary>What a job with this filter would do, were it begun now.</summary>
    public async Task<ReplayPreview> PreviewAsync(DeliveryFilter filter, CancellationToken cancellationToken)
    {
        var groups = await ledger.GroupAsync(filter with { State = DeliveryState.Dead }, cancellationToken);
        return new ReplayPreview(groups.Sum(group => group.Count), groups.Where(MayDoItTwice).Sum(group => group.Count), groups);
    }

    /// <summary>Begins a job.</summary>
    /// <param name="filter">Which dead letters; must not be empty.</param>
    /// <param name="repeat">How they are replayed.</param>
    /// <param name="rate">Replays a second.</param>
    /// <param name="expected">How many the person expects: with any other number nothing is begun. Null for any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job, and what it will do; no job where the number is another.</returns>
    /// <exception cref="ArgumentException">The filter is empty, or the rate out of its range.</exception>
    public async Task<(ReplayJob? Job, ReplayPreview Preview)> BeginAsync(
        DeliveryFilter filter, DeliveryRepeat repeat, double rate, int? expected, CancellationToken cancellationToken)
    {
        if (filter.IsEmpty)
            throw new ArgumentException("An empty filter would replay everything.", nameof(filter));
        if (rate is not (>= SlowestRate and <= FastestRate))
            throw new ArgumentException($"Expected {SlowestRate} to {FastestRate} replays a second, found {rate}.", nameof(rate));
        var preview = await PreviewAsync(filter, cancellationToken);
        if (expected is not null && expected != preview.Count)
            return (null, preview);
        var now = time.GetUtcMilliseconds();
        var job = new ReplayJob
        {
            Id = Guid.CreateVersion7(now),
            State = ReplayJobState.Running,
            Filter = filter with { State = DeliveryState.Dead },
            Rate = rate,
            Config = repeat.Config,
            AcceptDuplicates = repeat.AcceptDuplicates,
            Note = repeat.Note,
            CreatedAt = now,
            CreatedBy = repeat.Actor,
            ChangedBy = repeat.Actor,
            Total = preview.Count,
        };
        await store.CreateAsync(job, cancellationToken);
        signal.Set();
        return (job, preview);
    }

    /// <summary>Stops a running job for now.</summary>
    /// <returns>Whether it ran.</returns>
    public Task<bool> PauseAsync(Guid id, string actor, CancellationToken cancellationToken) =>
        store.ChangeStateAsync(id, [ReplayJobState.Running], ReplayJobState.Paused, actor, null, cancellationToken);

    /// <summary>Lets a paused job go on.</summary>
    /// <returns>Whether it was paused.</returns>
    public async Task<bool> ResumeAsync(Guid id, string actor, CancellationToken cancellationToken)
    {
        var isResumed = await store.ChangeStateAsync(id, [ReplayJobState.Paused], ReplayJobState.Running, actor, null, cancellationToken);
        signal.Set();
        return isResumed;
    }

    /// <summary>Ends a job for good; what it has replayed stays replayed.</summary>
    /// <returns>Whether it ran or was paused.</returns>
    public Task<bool> AbortAsync(Guid id, string actor, CancellationToken cancellationToken) => store.ChangeStateAsync(
        id, [ReplayJobState.Running, ReplayJobState.Paused], ReplayJobState.Aborted, actor, time.GetUtcMilliseconds(), cancellationToken);

    private bool MayDoItTwice(DeliveryGroup group) => DoubtfulOutcome.MayDoItTwice(
        control.IdempotencyOf(group.SystemCode, group.EndpointCode), group.Reason, group.ErrorType, group.ResponseStatus, group.MayHaveBeenReceived);
}

/// <summary>What a replay job would do.</summary>
/// <param name="Count">Dead letters that the filter means.</param>
/// <param name="MayBeDone">Those of which the work may have been done: passed over unless duplicates are accepted.</param>
/// <param name="Groups">The dead letters, counted by what they have in common.</param>
public sealed record ReplayPreview(int Count, int MayBeDone, IReadOnlyList<DeliveryGroup> Groups);
