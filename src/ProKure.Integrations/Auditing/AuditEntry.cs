namespace ProKure.Integrations.Auditing;

/// <summary>Somebody did something: kept for good. Changes of configuration are kept with their rows instead (<see cref="Configuration.IConfigurationStore.GetHistoryAsync"/>).</summary>
public sealed record AuditEntry
{
    /// <summary>The entry's id, sortable by time. Adding an entry again is a no-op, so that an act that is taken up again is put down once.</summary>
    public required Guid Id { get; init; }

    /// <summary>When, in whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: a key's name and id, or <see cref="Hub"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done: a fixed name such as <c>erasure.requested</c>, the area before the dot.</summary>
    public required string Action { get; init; }

    /// <summary>To what: as <c>erasure/ID</c> or an entity's type and key.</summary>
    public required string Subject { get; init; }

    /// <summary>More about it: a JSON object without payloads and secrets; null for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>The actor of what the hub does by itself.</summary>
    public const string Hub = "hub";

    /// <summary>An entry of now.</summary>
    public static AuditEntry New(TimeProvider time, string actor, string action, string subject, string? detail = null) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        At = time.GetUtcMilliseconds(),
        Actor = actor,
        Action = action,
        Subject = subject,
        Detail = detail,
    };
}
