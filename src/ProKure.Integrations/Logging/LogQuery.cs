namespace ProKure.Integrations.Logging;

/// <summary>Which log entries to list, newest first. Every condition that is null does not count.</summary>
public sealed record LogQuery
{
    /// <summary>The longest page.</summary>
    public const int MaxLimit = 500;

    /// <summary>Started at or after this; null goes back to the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Started before this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The system's code.</summary>
    public string? SystemCode { get; init; }

    /// <summary>The endpoint's code.</summary>
    public string? EndpointCode { get; init; }

    /// <summary>Which way.</summary>
    public LogDirection? Direction { get; init; }

    /// <summary>Where it stands.</summary>
    public LogStatus? Status { get; init; }

    /// <summary>Kind of business entity.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key.</summary>
    public string? EntityId { get; init; }

    /// <summary>The business act.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The most entries on a page, 1 to 500. Default 50.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended; null for the first page.</summary>
    public LogCursor? After { get; init; }
}

/// <summary>A place in the list of log entries, newest first: the last entry seen.</summary>
/// <param name="StartedAt">When that entry began.</param>
/// <param name="RequestId">Its id, which orders entries of one millisecond (by its text, descending).</param>
public readonly record struct LogCursor(DateTimeOffset StartedAt, Guid RequestId)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out LogCursor cursor)
    {
        cursor = default;
        if (text is null || text.Split('~') is not [var time, var id])
            return false;
        if (!long.TryParse(time, System.Globalization.NumberStyles.None, null, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() || !Guid.TryParseExact(id, "N", out var requestId))
            return false;
        cursor = new LogCursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), requestId);
        return true;
    }

    /// <summary>Opaque text for a URL.</summary>
    public override string ToString() => string.Create(null, $"{StartedAt.ToUnixTimeMilliseconds()}~{RequestId:N}");
}
