using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Retention;

/// <summary>
/// Which documents of the log may go. A document goes when both its own expiry and its class as it stands now allow it: a class that is made longer holds for what is there, one
/// that is made shorter for what comes. Pending and held documents never go.
/// </summary>
public sealed record ExpiryRule
{
    /// <summary>The class; null for documents without one.</summary>
    public required string? RetentionClass { get; init; }

    /// <summary>Documents that expire later stay.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Documents made later stay.</summary>
    public required DateTimeOffset CreatedBefore { get; init; }

    /// <summary>Whether documents stay that no verified archive file holds.</summary>
    public bool MustBeArchived { get; init; }

    /// <summary>The rule of a class.</summary>
    public static ExpiryRule Of(RetentionClassConfig retention, DateTimeOffset now) => new()
    {
        RetentionClass = retention.Code,
        Now = now,
        CreatedBefore = now.AddDays(-retention.LogDays),
        MustBeArchived = retention.Archive,
    };

    /// <summary>The rule of documents without a class.</summary>
    public static ExpiryRule OfDefault(TimeSpan keep, DateTimeOffset now) => new() { RetentionClass = null, Now = now, CreatedBefore = now - keep };
}
