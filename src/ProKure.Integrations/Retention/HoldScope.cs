using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retention;

/// <summary>What a legal hold covers. All conditions that are there must hold; at least one is.</summary>
public sealed record HoldScope
{
    /// <summary>One attempt; null for any.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The attempts of one business act; null for any.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Kind of business entity; null for any.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key; null for any.</summary>
    public string? EntityId { get; init; }

    /// <summary>The system's code; null for any.</summary>
    public string? SystemCode { get; init; }

    /// <summary>The endpoint's code; null for any.</summary>
    public string? EndpointCode { get; init; }

    /// <summary>Attempts that began at or after this; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Attempts that began before this; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>What it covers, in a word: the narrowest condition.</summary>
    public HoldKind Kind => this switch
    {
        { RequestId: not null } => HoldKind.Request,
        { CorrelationId: not null } => HoldKind.Correlation,
        { EntityType: not null, EntityId: not null } => HoldKind.Entity,
        _ => HoldKind.Filter,
    };

    /// <summary>Whether there is no condition, so that it would cover everything.</summary>
    public bool IsEmpty => this == new HoldScope();

    /// <summary>Whether it covers an attempt.</summary>
    public bool Covers(LogEntry entry) =>
        (RequestId is null || RequestId == entry.RequestId)
        && (CorrelationId is null || CorrelationId == entry.CorrelationId)
        && (EntityType is null || EntityType == entry.Context.EntityType)
        && (EntityId is null || EntityId == entry.Context.EntityId)
        && (SystemCode is null || SystemCode == entry.SystemCode)
        && (EndpointCode is null || EndpointCode == entry.EndpointCode)
        && (From is null || entry.StartedAt >= From)
        && (To is null || entry.StartedAt < To);
}

/// <summary>What a legal hold covers.</summary>
public enum HoldKind
{
    /// <summary>One attempt.</summary>
    Request,

    /// <summary>One business act.</summary>
    Correlation,

    /// <summary>One business entity.</summary>
    Entity,

    /// <summary>Whatever else the conditions say: a system, an endpoint, a span of time, a kind of entity.</summary>
    Filter,
}
