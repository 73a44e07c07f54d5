using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Hub.Api.Retention;

/// <summary>Asks for a run of retention.</summary>
internal sealed record RetentionRunRequest
{
    public const string Example = """{ "dry_run": true }""";

    /// <summary>True removes nothing and says what the next run would remove. Default false.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>A run of retention.</summary>
internal sealed record RetentionRunResponse
{
    public const string Example = """
        { "id": "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "dry_run": true, "status": "DONE", "requested_by": "Anna (K1)", "requested_at": "2026-03-01T12:00:00.250Z",
          "instance_id": "hub-1", "started_at": "2026-03-01T12:00:00.250Z", "ended_at": "2026-03-01T12:00:00.312Z", "fault": null, "total": 1200,
          "removed": [ { "store": "LOG", "retention_class": "MONTH", "system_code": "SAP", "count": 1200, "oldest": "2026-01-28T08:00:00.000Z", "newest": "2026-01-30T12:00:00.000Z" } ],
          "kept": [ { "retention_class": "MONTH", "held": 3, "unarchived": 0 } ], "objects_left": 0 }
        """;

    /// <summary>The run's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether it only says what the next would remove.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Where it stands.</summary>
    public required RetentionRunStatus Status { get; init; }

    /// <summary>Who asked for it; hub for the hub's own clock.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The process that did it; null before one has begun.</summary>
    public required string? InstanceId { get; init; }

    /// <summary>When it began; null before.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public required string? Fault { get; init; }

    /// <summary>All that was removed, or would be.</summary>
    public required long Total { get; init; }

    /// <summary>The same by store, class and system.</summary>
    public required IReadOnlyList<RetentionLineBody> Removed { get; init; }

    /// <summary>What is old enough and stays, by class.</summary>
    public required IReadOnlyList<RetentionKeptBody> Kept { get; init; }

    /// <summary>Objects whose documents are gone and which are left to the search for orphans.</summary>
    public required long ObjectsLeft { get; init; }

    public static RetentionRunResponse Of(RetentionRun run) => new()
    {
        Id = run.Id,
        DryRun = run.IsDryRun,
        Status = run.Status,
        RequestedBy = run.RequestedBy,
        RequestedAt = run.RequestedAt,
        InstanceId = run.InstanceId,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        Fault = run.Fault,
        Total = run.Report.Total,
        Removed = [.. run.Report.Lines.Select(line => new RetentionLineBody(line.Store, line.RetentionClass, line.SystemCode, line.Count, line.Oldest, line.Newest))],
        Kept = [.. run.Report.Kept.Select(kept => new RetentionKeptBody(kept.RetentionClass, kept.Held, kept.Unarchived))],
        ObjectsLeft = run.Report.ObjectsLeft,
    };
}

/// <summary>What was removed of one store, class and system.</summary>
/// <param name="Store">LOG counts documents, BODIES documents whose long bodies went before them, SUMMARIES rows.</param>
/// <param name="RetentionClass">Code of the class; null for none.</param>
/// <param name="SystemCode">Code of the system.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the oldest was made.</param>
/// <param name="Newest">When the newest was made.</param>
internal sealed record RetentionLineBody(RetentionStore Store, string? RetentionClass, string SystemCode, long Count, DateTimeOffset Oldest, DateTimeOffset Newest);

/// <summary>What of a class stays although its time is over.</summary>
/// <param name="RetentionClass">Code of the class; null for none.</param>
/// <param name="Held">Documents under legal hold.</param>
/// <param name="Unarchived">Documents that wait for the archive.</param>
internal sealed record RetentionKeptBody(string? RetentionClass, long Held, long Unarchived);

/// <summary>A page of runs, newest first.</summary>
internal sealed record RetentionRunPageResponse
{
    /// <summary>The runs.</summary>
    public required IReadOnlyList<RetentionRunResponse> Items { get; init; }

    /// <summary>Give this as <c>cursor</c> for the next page; null on the last.</summary>
    public required string? NextCursor { get; init; }
}
