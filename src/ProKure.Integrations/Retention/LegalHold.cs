namespace ProKure.Integrations.Retention;

/// <summary>Somebody's order that records must not be removed until it is released.</summary>
public sealed record LegalHold
{
    /// <summary>Its id, sortable by time.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it covers.</summary>
    public required HoldScope Scope { get; init; }

    /// <summary>Why, for the auditor.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was placed, whole milliseconds.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Who placed it: a key's name and id.</summary>
    public required string PlacedBy { get; init; }

    /// <summary>When it was released; null while it is in force.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Who released it; null while it is in force.</summary>
    public string? ReleasedBy { get; init; }

    /// <summary>When the records that no other hold covers were let go; null while that has still to be done.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>Whether it is in force.</summary>
    public bool IsActive => ReleasedAt is null;
}
