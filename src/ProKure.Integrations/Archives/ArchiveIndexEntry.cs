using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Archives;

/// <summary>What is searched of an archived document, and where in the file it stands: a line of the file's index.</summary>
public sealed record ArchiveIndexEntry
{
    /// <summary>Id of the attempt and of its document.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>The business act.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>Id of the chain's first attempt; null on the first itself.</summary>
    public Guid? ParentRequestId { get; init; }

    /// <summary>The endpoint's code.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Kind of business entity; null for none.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key; null for none.</summary>
    public string? EntityId { get; init; }

    /// <summary>How the attempt ended.</summary>
    public required LogStatus Status { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Why there is a next attempt or none.</summary>
    public string? RetryReason { get; init; }

    /// <summary>When the next attempt was planned.</summary>
    public DateTimeOffset? NextRetryAt { get; init; }

    /// <summary>Where the line begins in the file's plain content.</summary>
    public required long Offset { get; init; }

    /// <summary>Length of the line without its end.</summary>
    public required int Length { get; init; }

    /// <summary>How the document stands in the file.</summary>
    internal ArchivedState State => new(RequestId, Status, CompletedAt, RetryReason, NextRetryAt);

    internal static ArchiveIndexEntry Of(LogEntry entry, long offset, int length) => new()
    {
        RequestId = entry.RequestId,
        CorrelationId = entry.CorrelationId,
        ParentRequestId = entry.ParentRequestId,
        EndpointCode = entry.EndpointCode,
        EntityType = entry.Context.EntityType,
        EntityId = entry.Context.EntityId,
        Status = entry.Status,
        StartedAt = entry.StartedAt,
        CompletedAt = entry.CompletedAt,
        RetryReason = entry.Retry.Reason,
        NextRetryAt = entry.Retry.NextRetryAt,
        Offset = offset,
        Length = length,
    };
}
