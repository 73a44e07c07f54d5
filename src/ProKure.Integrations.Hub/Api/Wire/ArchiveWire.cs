using ProKure.Integrations.Archives;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>What to run.</summary>
internal sealed record ArchiveRunRequest
{
    /// <summary>True writes nothing and answers with what would be archived. Default false.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>What a run did, or would do.</summary>
internal sealed record ArchiveRunResponse
{
    /// <summary>Whether nothing was done.</summary>
    public required bool DryRun { get; init; }

    /// <summary>What is due; in a dry run only.</summary>
    public required IReadOnlyList<ArchiveDueBody> Due { get; init; }

    /// <summary>Files that were written, verified and marked, or taken up where another run was broken off.</summary>
    public required int Files { get; init; }

    /// <summary>Documents in them that are marked in the log.</summary>
    public required long Documents { get; init; }

    /// <summary>Files that were removed because their time was over.</summary>
    public required int Removed { get; init; }

    /// <summary>Files that could not be used; what they hold stays in the log.</summary>
    public required IReadOnlyList<ArchiveFaultBody> Faults { get; init; }

    /// <summary>False when the time of one request was over before all was done that is due: ask again.</summary>
    public required bool IsComplete { get; init; }
}

/// <summary>What is due.</summary>
/// <param name="RetentionClass">The class's code.</param>
/// <param name="SystemCode">The system's code.</param>
/// <param name="Day">The UTC day.</param>
/// <param name="Documents">How many documents.</param>
internal sealed record ArchiveDueBody(string RetentionClass, string SystemCode, DateOnly Day, long Documents);

/// <summary>What is wrong with an archive file.</summary>
/// <param name="Key">The file's key in the object store.</param>
/// <param name="Reason">What is wrong.</param>
internal sealed record ArchiveFaultBody(string Key, string Reason)
{
    public static IReadOnlyList<ArchiveFaultBody> Of(IEnumerable<ArchiveFault> faults) => [.. faults.Select(fault => new ArchiveFaultBody(fault.Key, fault.Reason))];
}

/// <summary>A page of archive files.</summary>
internal sealed record ArchiveFilePageResponse
{
    /// <summary>The files, newest day first.</summary>
    public required IReadOnlyList<ArchiveFileResponse> Items { get; init; }

    /// <summary>Give this as <c>cursor</c> for the next page; null on the last.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>An archive file.</summary>
internal sealed record ArchiveFileResponse
{
    /// <summary>Its key in the object store; its manifest lies beside it.</summary>
    public required string Key { get; init; }

    /// <summary>The class's code.</summary>
    public required string RetentionClass { get; init; }

    /// <summary>The system's code.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The UTC day on which the documents' attempts began.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Which part of class, system and day.</summary>
    public required int Part { get; init; }

    /// <summary>WRITING, VERIFIED, MARKED (the documents may leave the log), REMOVING or REMOVED.</summary>
    public required ArchiveState State { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What was wrong with it when it was verified last; null for nothing.</summary>
    public required string? Fault { get; init; }

    /// <summary>How many documents; null while it is being written.</summary>
    public required long? Documents { get; init; }

    /// <summary>When the first of them began.</summary>
    public required DateTimeOffset? FirstStartedAt { get; init; }

    /// <summary>When the last of them began.</summary>
    public required DateTimeOffset? LastStartedAt { get; init; }

    /// <summary>Length of the lines, expanded and decrypted.</summary>
    public required long? Bytes { get; init; }

    /// <summary>SHA-256 of the lines.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>Length of the file as it is stored.</summary>
    public required long? FileBytes { get; init; }

    /// <summary>SHA-256 of the file as it is stored.</summary>
    public required string? FileSha256 { get; init; }

    /// <summary>The form of its lines.</summary>
    public required int? Format { get; init; }

    public static ArchiveFileResponse Of(ArchiveFile file) => new()
    {
        Key = file.Key,
        RetentionClass = file.Unit.RetentionClass,
        SystemCode = file.Unit.SystemCode,
        Day = file.Unit.Day,
        Part = file.Part,
        State = file.State,
        ChangedAt = file.ChangedAt,
        Fault = file.Fault,
        Documents = file.Content?.Documents,
        FirstStartedAt = file.Content?.FirstStartedAt,
        LastStartedAt = file.Content?.LastStartedAt,
        Bytes = file.Content?.Bytes,
        Sha256 = file.Content?.Sha256,
        FileBytes = file.Content?.FileBytes,
        FileSha256 = file.Content?.FileSha256,
        Format = file.Content?.Format,
    };
}

/// <summary>Which files to verify; what is not said does not count.</summary>
internal sealed record ArchiveVerifyRequest
{
    /// <summary>Of this UTC day or later, as 2026-03-14.</summary>
    public string? From { get; init; }

    /// <summary>Of this UTC day or earlier.</summary>
    public string? To { get; init; }

    /// <summary>The class's code.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>The system's code.</summary>
    public string? System { get; init; }

    /// <summary>next_cursor of the answer before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What a verification found.</summary>
internal sealed record ArchiveVerifyResponse
{
    /// <summary>Files that are as they were written.</summary>
    public required int Verified { get; init; }

    /// <summary>Documents in them.</summary>
    public required long Documents { get; init; }

    /// <summary>Files that are not. Nothing is deleted; documents of theirs that are in the log still stay there and are archived anew.</summary>
    public required IReadOnlyList<ArchiveFaultBody> Faults { get; init; }

    /// <summary>Long bodies that documents refer to, and that the object store does not have.</summary>
    public required IReadOnlyList<string> MissingBodies { get; init; }

    /// <summary>Give this as <c>cursor</c> to go on, where the time of one request was over; null where all were verified.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>A page of archived documents.</summary>
internal sealed record ArchivedPageResponse
{
    /// <summary>The documents, newest day first.</summary>
    public required IReadOnlyList<ArchivedEntryBody> Items { get; init; }

    /// <summary>How many files were looked into.</summary>
    public required int FilesSearched { get; init; }

    /// <summary>Files that could not be looked into.</summary>
    public required IReadOnlyList<ArchiveFaultBody> Faults { get; init; }

    /// <summary>Give this as <c>cursor</c> for the next page, which may be there even where this one is empty; null on the last.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>What the archive's index says of a document.</summary>
internal sealed record ArchivedEntryBody
{
    /// <summary>Id of the attempt and of its document.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>The business act.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>Id of the chain's first attempt; null on the first itself.</summary>
    public required Guid? ParentRequestId { get; init; }

    /// <summary>The class's code.</summary>
    public required string RetentionClass { get; init; }

    /// <summary>The system's code.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Kind of business entity; null for none.</summary>
    public required string? EntityType { get; init; }

    /// <summary>The entity's key; null for none.</summary>
    public required string? EntityId { get; init; }

    /// <summary>How the attempt ended.</summary>
    public required LogStatus Status { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When its payloads were erased; null where they were not.</summary>
    public required DateTimeOffset? ErasedAt { get; init; }

    /// <summary>The file that has it.</summary>
    public required string ArchiveKey { get; init; }

    public static ArchivedEntryBody Of(ArchivedEntry found) => new()
    {
        RequestId = found.Entry.RequestId,
        CorrelationId = found.Entry.CorrelationId,
        ParentRequestId = found.Entry.ParentRequestId,
        RetentionClass = found.Unit.RetentionClass,
        SystemCode = found.Unit.SystemCode,
        EndpointCode = found.Entry.EndpointCode,
        EntityType = found.Entry.EntityType,
        EntityId = found.Entry.EntityId,
        Status = found.Entry.Status,
        StartedAt = found.Entry.StartedAt,
        CompletedAt = found.Entry.CompletedAt,
        ErasedAt = found.ErasedAt,
        ArchiveKey = found.Key,
    };
}

/// <summary>Which archived documents are to come back; at least one of the conditions has to be there.</summary>
internal sealed record ArchiveRestoreRequest
{
    /// <summary>For how many days, 1 to 3,650.</summary>
    public required int Days { get; init; }

    /// <summary>Began on this UTC day or later, as 2026-03-14.</summary>
    public string? From { get; init; }

    /// <summary>Began on this UTC day or earlier.</summary>
    public string? To { get; init; }

    /// <summary>The class's code.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>The system's code.</summary>
    public string? System { get; init; }

    /// <summary>The document with this id.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The business act.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Kind of business entity.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key.</summary>
    public string? EntityId { get; init; }

    /// <summary>How the attempt ended.</summary>
    public LogStatus? Status { get; init; }

    /// <summary>The most documents, 1 to 500. Default 100.</summary>
    public int? Limit { get; init; }

    /// <summary>next_cursor of the answer before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What came back.</summary>
internal sealed record ArchiveRestoreResponse
{
    /// <summary>How many documents met the conditions.</summary>
    public required int Found { get; init; }

    /// <summary>How many came back.</summary>
    public required int Restored { get; init; }

    /// <summary>How many had come back before, and live longer now.</summary>
    public required int Prolonged { get; init; }

    /// <summary>How many were in the log, and stay as they are.</summary>
    public required int AlreadyThere { get; init; }

    /// <summary>Until when those that came back live.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What the log refused, with the reasons.</summary>
    public required IReadOnlyList<string> Refused { get; init; }

    /// <summary>Files that could not be looked into.</summary>
    public required IReadOnlyList<ArchiveFaultBody> Faults { get; init; }

    /// <summary>Give this as <c>cursor</c> to bring the next ones back; null where there are no more.</summary>
    public required string? NextCursor { get; init; }
}
