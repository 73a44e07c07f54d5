namespace ProKure.Integrations.Auditing;

/// <summary>Who did what, beside changes of configuration. Entries are added and read, never changed.</summary>
public interface IAuditTrail
{
    /// <summary>Adds an entry, durable on return; one whose id is there already is a no-op.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be written.</exception>
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>The entries that match, newest first.</summary>
    Task<Page<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken);
}

/// <summary>Which entries; all conditions that are there must hold.</summary>
public sealed record AuditQuery
{
    /// <summary>Only this actor's; null for everybody's.</summary>
    public string? Actor { get; init; }

    /// <summary>Only this action; one that ends with a dot means its whole area, as <c>erasure.</c>; null for all.</summary>
    public string? Action { get; init; }

    /// <summary>Only what was done to this; null for everything.</summary>
    public string? Subject { get; init; }

    /// <summary>At or after this time; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The last entry of the page before; null for the first page.</summary>
    public Guid? After { get; init; }

    /// <summary>The most entries.</summary>
    public required int Limit { get; init; }
}
