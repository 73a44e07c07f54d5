using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Retry;

/// <summary>Which deliveries are meant; all conditions that are there must hold.</summary>
public sealed record DeliveryFilter
{
    /// <summary>Where they stand; null for anywhere.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Who has to act on their last failure; null for anybody.</summary>
    public ErrorSide? Lane { get; init; }

    /// <summary>The system's code; null for all.</summary>
    public string? SystemCode { get; init; }

    /// <summary>The systems that the asker may see; null for all. No condition by itself.</summary>
    public IReadOnlyList<string>? VisibleSystems { get; init; }

    /// <summary>The endpoint's code; null for all.</summary>
    public string? EndpointCode { get; init; }

    /// <summary>Why they stand there; null for any reason.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong last; null for anything.</summary>
    public ErrorType? ErrorType { get; init; }

    /// <summary>The last failure's fingerprint; null for any.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The business act; null for any.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Kind of business entity; null for any.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key; null for any.</summary>
    public string? EntityId { get; init; }

    /// <summary>Accepted at or after this time; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before this time; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether it says nothing that would narrow the choice: state and visible systems do not count.</summary>
    public bool IsEmpty => this with { State = null, VisibleSystems = null } == new DeliveryFilter();
}

/// <summary>A page of deliveries that are wanted, without their payload.</summary>
public sealed record DeliveryQuery
{
    /// <summary>The most deliveries on a page.</summary>
    public const int MaxLimit = 500;

    /// <summary>Which are meant.</summary>
    public DeliveryFilter Filter { get; init; } = new();

    /// <summary>False gives those first that were accepted last. Default false.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>The last delivery of the page before; null for the first page.</summary>
    public Guid? After { get; init; }

    /// <summary>Only those that ended at or before this time; null for all.</summary>
    public DateTimeOffset? EndedUntil { get; init; }

    /// <summary>The most deliveries; 1 to <see cref="MaxLimit"/>. Default 50.</summary>
    public int Limit { get; init; } = 50;
}
