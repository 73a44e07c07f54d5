using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>A page of the audit trail, newest first.</summary>
internal sealed record HistoryResponse
{
    /// <summary>The changes.</summary>
    public required IReadOnlyList<HistoryEntryResponse> Items { get; init; }

    /// <summary>Give this as <c>cursor</c> for the next page; null on the last.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>One change of one row.</summary>
internal sealed record HistoryEntryResponse
{
    /// <summary>What kind of row.</summary>
    public required ConfigurationKind Kind { get; init; }

    /// <summary>Code of the row's system; null where it belongs to none.</summary>
    public required string? SystemCode { get; init; }

    /// <summary>The row's code.</summary>
    public required string Code { get; init; }

    /// <summary>The version that the change made.</summary>
    public required int Version { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>The row before; null when it was created.</summary>
    public required RawJson Before { get; init; }

    /// <summary>The row after.</summary>
    public required RawJson After { get; init; }
}
