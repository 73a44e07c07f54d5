namespace ProKure.Integrations.Retention;

/// <summary>One run of retention, as it is kept.</summary>
public sealed record RetentionRun
{
    /// <summary>Its id, sortable by time.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether it only said what the next would remove.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Who asked for it: a key's name and id, or the hub by its own clock.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it was asked for, whole milliseconds.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required RetentionRunStatus Status { get; init; }

    /// <summary>The process that did it; null before one has begun.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When it began; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Fault { get; init; }

    /// <summary>What it removed so far.</summary>
    public RetentionReport Report { get; init; } = RetentionReport.Empty;
}

/// <summary>Where a run stands.</summary>
public enum RetentionRunStatus
{
    /// <summary>Somebody asked for it, and the leading hub has not begun.</summary>
    Requested,

    /// <summary>It is under way.</summary>
    Running,

    /// <summary>It removed all that was to go.</summary>
    Done,

    /// <summary>A store failed; the next run goes on.</summary>
    Failed,

    /// <summary>Its process ended or lost the lead; the next run goes on.</summary>
    Interrupted,
}
