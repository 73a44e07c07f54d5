using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Hub.Api.Retention;

/// <summary>What a legal hold covers. All conditions that are given must hold; at least one is needed.</summary>
internal sealed record HoldScopeRequest
{
    public const string Example = """{ "entity_type": "SUPPLIER", "entity_id": "4711" }""";

    public const string Empty = """
        { "type": "/problems/empty-filter", "title": "A filter says of nothing that it is meant", "status": 400,
          "detail": "An empty scope would hold everything. Expected at least one of request_id, correlation_id, entity_type, entity_id, system_code, endpoint_code, from, to.",
          "instance": "/api/v1/legal-holds" }
        """;

    /// <summary>One attempt; null for any.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The attempts of one business act; null for any.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Kind of business entity; null for any.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key; null for any.</summary>
    public string? EntityId { get; init; }

    /// <summary>Code of the system; null for any.</summary>
    public string? SystemCode { get; init; }

    /// <summary>Code of the endpoint; null for any.</summary>
    public string? EndpointCode { get; init; }

    /// <summary>Attempts that began at or after this time; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Attempts that began before this time; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    public HoldScope ToScope() => new()
    {
        RequestId = RequestId,
        CorrelationId = CorrelationId,
        EntityType = EntityType,
        EntityId = EntityId,
        SystemCode = SystemCode,
        EndpointCode = EndpointCode,
        From = From?.ToUniversalTime().TruncateToMilliseconds(),
        To = To?.ToUniversalTime().TruncateToMilliseconds(),
    };

    public static HoldScopeRequest Of(HoldScope scope) => new()
    {
        RequestId = scope.RequestId,
        CorrelationId = scope.CorrelationId,
        EntityType = scope.EntityType,
        EntityId = scope.EntityId,
        SystemCode = scope.SystemCode,
        EndpointCode = scope.EndpointCode,
        From = scope.From,
        To = scope.To,
    };
}

/// <summary>How much a legal hold would cover now.</summary>
internal sealed record HoldPreviewResponse
{
    /// <summary>Documents of the log that the scope covers, held by others or not.</summary>
    public required long Count { get; init; }
}

/// <summary>An order that records must not be removed.</summary>
internal sealed record LegalHoldRequest
{
    public const string Example = """{ "scope": { "entity_type": "SUPPLIER", "entity_id": "4711" }, "reason": "Lawsuit 12 O 345/26", "expected_count": 42 }""";

    /// <summary>What it covers.</summary>
    public required HoldScopeRequest Scope { get; init; }

    /// <summary>Why, for the auditor; at most 1,000 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>The count of the preview: with another one nothing is held. Null places it without looking.</summary>
    public long? ExpectedCount { get; init; }
}

/// <summary>A legal hold.</summary>
internal sealed record LegalHoldResponse
{
    public const string Example = """
        { "id": "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "kind": "ENTITY", "scope": { "entity_type": "SUPPLIER", "entity_id": "4711" },
          "reason": "Lawsuit 12 O 345/26", "placed_at": "2026-03-01T12:00:00.250Z", "placed_by": "Anna (K1)", "newly_held": 42,
          "released_at": null, "released_by": null, "cleared_at": null }
        """;

    /// <summary>The hold's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it covers, in a word.</summary>
    public required HoldKind Kind { get; init; }

    /// <summary>What it covers.</summary>
    public required HoldScopeRequest Scope { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was placed.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Who placed it.</summary>
    public required string PlacedBy { get; init; }

    /// <summary>Documents that nothing else held when it was placed; null but in the answer to that.</summary>
    public required long? NewlyHeld { get; init; }

    /// <summary>When it was released; null while it is in force.</summary>
    public required DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Who released it; null while it is in force.</summary>
    public required string? ReleasedBy { get; init; }

    /// <summary>When the records that no other hold covers were let go; null while it is in force, and shortly afterwards.</summary>
    public required DateTimeOffset? ClearedAt { get; init; }

    public static LegalHoldResponse Of(LegalHold hold, long? newlyHeld = null) => new()
    {
        Id = hold.Id,
        Kind = hold.Scope.Kind,
        Scope = HoldScopeRequest.Of(hold.Scope),
        Reason = hold.Reason,
        PlacedAt = hold.PlacedAt,
        PlacedBy = hold.PlacedBy,
        NewlyHeld = newlyHeld,
        ReleasedAt = hold.ReleasedAt,
        ReleasedBy = hold.ReleasedBy,
        ClearedAt = hold.ClearedAt,
    };
}

/// <summary>A page of legal holds, newest first.</summary>
internal sealed record LegalHoldPageResponse
{
    /// <summary>The holds.</summary>
    public required IReadOnlyList<LegalHoldResponse> Items { get; init; }

    /// <summary>Give this as <c>cursor</c> for the next page; null on the last.</summary>
    public required string? NextCursor { get; init; }
}
