namespace ProKure.Integrations.Configuration;

/// <summary>
/// How long what is recorded of exchanges is kept. Systems and endpoints name a class, the endpoint's wins; where neither does, the log store's own days hold.
/// Days count from the beginning of the exchange.
/// </summary>
public sealed record RetentionClassConfig : IConfigurationRow
{
    /// <summary>Code, as <c>TEN_YEARS</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Days in the log. 1 to 36,500; default 90.</summary>
    public int LogDays { get; init; } = 90;

    /// <summary>Days of the summaries, which reports are made from, at least <see cref="LogDays"/>; null for as long as the hub keeps summaries.</summary>
    public int? MetadataDays { get; init; }

    /// <summary>Days of long bodies in the object store, at most <see cref="LogDays"/>; null for as long as their document.</summary>
    public int? ObjectDays { get; init; }

    /// <summary>True writes documents to the archive before they leave the log, and keeps those that are not there yet. Default false.</summary>
    public bool Archive { get; init; }

    /// <summary>Days after which documents are archived, less than <see cref="LogDays"/>. Default 1. Says nothing without <see cref="Archive"/>.</summary>
    public int ArchiveAfterDays { get; init; } = 1;

    /// <summary>Days that archive files are kept, at least <see cref="LogDays"/>; null for ever. Says nothing without <see cref="Archive"/>.</summary>
    public int? ArchiveDays { get; init; }

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.RetentionClass, null, Code);
}
