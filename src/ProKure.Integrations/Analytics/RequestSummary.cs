using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Analytics;

/// <summary>One narrow row about a completed attempt, kept for reports long after its log document is gone.</summary>
public sealed record RequestSummary
{
    /// <summary>The attempt's id.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>The business act.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The chain's first attempt; null on the first itself.</summary>
    public Guid? ParentRequestId { get; init; }

    /// <summary>The system's code.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Which way.</summary>
    public required LogDirection Direction { get; init; }

    /// <summary>HTTP method; null where none was known.</summary>
    public string? HttpMethod { get; init; }

    /// <summary>How it ended; never <see cref="LogStatus.Pending"/>.</summary>
    public required LogStatus Status { get; init; }

    /// <summary>HTTP status; null without an answer.</summary>
    public int? ResponseStatus { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>Length of the request body, in bytes.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Length of the response body, in bytes; null without an answer.</summary>
    public long? ResponseBytes { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int AttemptNumber { get; init; }

    /// <summary>Kind of business entity; null for none.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key; null for none.</summary>
    public string? EntityId { get; init; }

    /// <summary>The business unit; null for none.</summary>
    public string? Organization { get; init; }

    /// <summary>What went wrong; null on success.</summary>
    public ErrorType? ErrorType { get; init; }

    /// <summary>Groups equal problems; null on success.</summary>
    public string? ErrorFingerprint { get; init; }

    /// <summary>Class that says how long the summary lives; null for the default.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>True keeps the summary whatever its age.</summary>
    public bool LegalHold { get; init; }

    /// <summary>The summary of a completed entry.</summary>
    /// <exception cref="ArgumentException">The entry is still pending.</exception>
    public static RequestSummary Of(LogEntry entry)
    {
        if (entry.Status == LogStatus.Pending)
            throw new ArgumentException("A pending attempt has no summary.", nameof(entry));

        return new RequestSummary
        {
            RequestId = entry.RequestId,
            CorrelationId = entry.CorrelationId,
            ParentRequestId = entry.ParentRequestId,
            SystemCode = entry.SystemCode,
            EndpointCode = entry.EndpointCode,
            Direction = entry.Direction,
            HttpMethod = entry.HttpMethod,
            Status = entry.Status,
            ResponseStatus = entry.ResponseStatus,
            StartedAt = entry.StartedAt,
            DurationMs = entry.DurationMs ?? 0,
            RequestBytes = entry.RequestBytes,
            ResponseBytes = entry.ResponseBytes,
            AttemptNumber = entry.Retry.AttemptNumber,
            EntityType = entry.Context.EntityType,
            EntityId = entry.Context.EntityId,
            Organization = entry.Context.Organization,
            ErrorType = entry.Error?.Type,
            ErrorFingerprint = entry.Error?.Fingerprint,
            RetentionClass = entry.RetentionClass,
            LegalHold = entry.LegalHold,
        };
    }
}
