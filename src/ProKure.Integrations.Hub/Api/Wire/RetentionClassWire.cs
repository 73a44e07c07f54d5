namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>How long what is recorded of exchanges is kept.</summary>
internal sealed record RetentionClassRequest
{
    /// <summary>Code, as <c>TEN_YEARS</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Days in the log, from the beginning of the exchange. 1 to 36500; default 90.</summary>
    public int? LogDays { get; init; }

    /// <summary>Days of the summaries, which reports are made from, at least log_days; null for as long as the hub keeps summaries.</summary>
    public int? MetadataDays { get; init; }

    /// <summary>Days of long bodies in the object store, at most log_days; null for as long as their document.</summary>
    public int? ObjectDays { get; init; }

    /// <summary>True writes documents to the archive before they leave the log, and keeps those that are not there yet. Default false.</summary>
    public bool? Archive { get; init; }

    /// <summary>Days after which documents are archived, less than log_days. Default 1.</summary>
    public int? ArchiveAfterDays { get; init; }

    /// <summary>Days that archive files are kept, at least log_days; null for ever.</summary>
    public int? ArchiveDays { get; init; }
}

/// <summary>How long what is recorded of exchanges is kept.</summary>
internal sealed record RetentionClassResponse : StoredResponse
{
    /// <summary>Code, as <c>TEN_YEARS</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public required string? Name { get; init; }

    /// <summary>Days in the log, from the beginning of the exchange. 1 to 36500.</summary>
    public required int LogDays { get; init; }

    /// <summary>Days of the summaries, which reports are made from, at least log_days; null for as long as the hub keeps summaries.</summary>
    public required int? MetadataDays { get; init; }

    /// <summary>Days of long bodies in the object store, at most log_days; null for as long as their document.</summary>
    public required int? ObjectDays { get; init; }

    /// <summary>True writes documents to the archive before they leave the log, and keeps those that are not there yet.</summary>
    public required bool Archive { get; init; }

    /// <summary>Days after which documents are archived, less than log_days.</summary>
    public required int ArchiveAfterDays { get; init; }

    /// <summary>Days that archive files are kept, at least log_days; null for ever.</summary>
    public required int? ArchiveDays { get; init; }
}
