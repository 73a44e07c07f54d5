using ProKure.Integrations.Hub.Api.Json;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>A page of the audit trail, newest first.</summary>
internal sealed record AuditPageResponse
{
    public const string Example = """
        { "items": [ { "id": "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "at": "2026-03-01T12:00:00.250Z", "actor": "Anna (K1)", "action": "erasure.requested",
                       "subject": "SUPPLIER:4711", "detail": { "reason": "asked for by the supplier" } } ],
          "next_cursor": null }
        """;

    /// <summary>The entries.</summary>
    public required IReadOnlyList<AuditEntryResponse> Items { get; init; }

    /// <summary>Give this as <c>cursor</c> for the next page; null on the last.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>Somebody did something.</summary>
internal sealed record AuditEntryResponse
{
    /// <summary>The entry's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: a key's name and id, or hub.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done, the area before the dot.</summary>
    public required string Action { get; init; }

    /// <summary>To what.</summary>
    public required string Subject { get; init; }

    /// <summary>More about it, an object; null for nothing.</summary>
    public required RawJson Detail { get; init; }
}
