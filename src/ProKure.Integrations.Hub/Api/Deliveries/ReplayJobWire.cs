using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>Which dead letters are meant; all conditions that are there must hold, and one must be.</summary>
internal sealed record ReplayFilterBody
{
    /// <summary>Who has to act.</summary>
    public ErrorSide? Lane { get; init; }

    /// <summary>The system's code.</summary>
    public string? SystemCode { get; init; }

    /// <summary>The endpoint's code.</summary>
    public string? EndpointCode { get; init; }

    /// <summary>Why they ended.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong last.</summary>
    public ErrorType? ErrorType { get; init; }

    /// <summary>The last failure's fingerprint.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The business act.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Kind of business entity.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key.</summary>
    public string? EntityId { get; init; }

    /// <summary>Accepted at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before this time.</summary>
    public DateTimeOffset? To { get; init; }

    public DeliveryFilter ToFilter(ApiKeyConfig caller) => new()
    {
        Lane = Lane,
        SystemCode = SystemCode,
        VisibleSystems = caller.Systems.IsEmpty ? null : [.. caller.Systems],
        EndpointCode = EndpointCode,
        Reason = Reason,
        ErrorType = ErrorType,
        Fingerprint = Fingerprint,
        CorrelationId = CorrelationId,
        EntityType = EntityType,
        EntityId = EntityId,
        From = From,
        To = To,
    };

    public static ReplayFilterBody Of(DeliveryFilter filter) => new()
    {
        Lane = filter.Lane,
        SystemCode = filter.SystemCode,
        EndpointCode = filter.EndpointCode,
        Reason = filter.Reason,
        ErrorType = filter.ErrorType,
        Fingerprint = filter.Fingerprint,
        CorrelationId = filter.CorrelationId,
        EntityType = filter.EntityType,
        EntityId = filter.EntityId,
        From = filter.From,
        To = filter.To,
    };
}

/// <summary>What a replay job would do.</summary>
internal sealed record ReplayPreviewRequest
{
    /// <summary>Which dead letters.</summary>
    public required ReplayFilterBody Filter { get; init; }
}

/// <summary>What a replay job would do, were it begun now.</summary>
internal sealed record ReplayPreviewResponse
{
    /// <summary>Dead letters that the filter means.</summary>
    public required int Count { get; init; }

    /// <summary>Those of which the work may have been done already: passed over unless duplicates are accepted.</summary>
    public required int MayBeDone { get; init; }

    /// <summary>The dead letters by what they have in common, the most first; at most 100.</summary>
    public required IReadOnlyList<DeadLetterGroupBody> Groups { get; init; }
}

/// <summary>A replay of many dead letters to begin.</summary>
internal sealed record ReplayJobRequest
{
    /// <summary>Which dead letters.</summary>
    public required ReplayFilterBody Filter { get; init; }

    /// <summary>The preview's count: with any other number nothing is begun. Null for any.</summary>
    public int? ExpectedCount { get; init; }

    /// <summary>Replays a second, from 1 a minute (0.0167) to 500. Default 10. The limits of system and endpoint hold besides.</summary>
    public double? Rate { get; init; }

    /// <summary>PINNED sends with the configuration that each was accepted with, LATEST with the one that holds now. Default PINNED.</summary>
    public ConfigChoice? Config { get; init; }

    /// <summary>True replays those too of which the work may have been done already. Default false: they are passed over.</summary>
    public bool? AcceptDuplicates { get; init; }

    /// <summary>For whoever looks at it later; at most 1,000 characters.</summary>
    public string? Note { get; init; }
}

/// <summary>A replay of many dead letters.</summary>
internal sealed record ReplayJobResponse
{
    /// <summary>The job's id.</summary>
    public required Guid JobId { get; init; }

    /// <summary>RUNNING, PAUSED, COMPLETED or ABORTED.</summary>
    public required ReplayJobState State { get; init; }

    /// <summary>Which dead letters: those that were dead when it was begun.</summary>
    public required ReplayFilterBody Filter { get; init; }

    /// <summary>Replays a second.</summary>
    public required double Rate { get; init; }

    /// <summary>With which configuration they are sent.</summary>
    public required ConfigChoice Config { get; init; }

    /// <summary>Whether those are replayed too of which the work may have been done.</summary>
    public required bool AcceptDuplicates { get; init; }

    /// <summary>Why; null for nothing said.</summary>
    public required string? Note { get; init; }

    /// <summary>Dead letters that the filter meant when it was begun.</summary>
    public required int Total { get; init; }

    /// <summary>Replayed so far.</summary>
    public required int Replayed { get; init; }

    /// <summary>Passed over so far: the work may have been done, or somebody else has seen to it.</summary>
    public required int Skipped { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who began it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Who changed its state last.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>When it was done or aborted; null while it is neither.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    public static ReplayJobResponse Of(ReplayJob job) => new()
    {
        JobId = job.Id,
        State = job.State,
        Filter = ReplayFilterBody.Of(job.Filter),
        Rate = job.Rate,
        Config = job.Config,
        AcceptDuplicates = job.AcceptDuplicates,
        Note = job.Note,
        Total = job.Total,
        Replayed = job.Replayed,
        Skipped = job.Skipped,
        CreatedAt = job.CreatedAt,
        CreatedBy = job.CreatedBy,
        ChangedBy = job.ChangedBy,
        FinishedAt = job.FinishedAt,
    };
}

/// <summary>A page of replay jobs.</summary>
internal sealed record ReplayJobPageResponse
{
    /// <summary>The jobs, the newest first.</summary>
    public required IReadOnlyList<ReplayJobResponse> Items { get; init; }

    /// <summary>Asks for the page after this one; null on the last page.</summary>
    public required string? NextCursor { get; init; }
}
