using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>A body to try redaction on.</summary>
internal sealed record RedactionPreviewRequest
{
    /// <summary>The body as text.</summary>
    public string? Body { get; init; }

    /// <summary>The body as base64 instead, for what is no text.</summary>
    public string? BodyBase64 { get; init; }

    /// <summary>Its content type; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Code of the system whose rules hold; null for the defaults alone.</summary>
    public string? System { get; init; }

    /// <summary>Code of the system's endpoint whose rules hold; null for the system's alone.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Rules to try besides those; null for none.</summary>
    public RedactionBody? Rules { get; init; }

    /// <summary>The same as YAML, the <c>redaction</c> section of a configuration file; instead of <see cref="Rules"/>.</summary>
    public string? RulesYaml { get; init; }
}

/// <summary>What redaction makes of a body.</summary>
internal sealed record RedactionPreviewResponse
{
    /// <summary>The redacted body; base64 where <see cref="Format"/> says so.</summary>
    public required string Body { get; init; }

    /// <summary>What it is.</summary>
    public required BodyFormat Format { get; init; }

    /// <summary>How many values are removed.</summary>
    public required long Count { get; init; }

    /// <summary>Where, each place and rule once.</summary>
    public required IReadOnlyList<RedactedPlaceBody> Places { get; init; }

    /// <summary>True when there may be further places.</summary>
    public required bool IsCut { get; init; }
}

/// <summary>A place whose value is removed.</summary>
/// <param name="Place">Path or name.</param>
/// <param name="Offset">Bytes from the start of the body to the value, or to the text around it.</param>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Description">What the rule removes.</param>
internal sealed record RedactedPlaceBody(string Place, long Offset, string Rule, string Description);

/// <summary>Which stored documents to scan.</summary>
internal sealed record RedactionScanRequest
{
    /// <summary>Began at or after this time; null for the last 24 hours.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Began before this time; null for now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The system's code. Needed with a key that is limited to several systems.</summary>
    public string? System { get; init; }

    /// <summary>The endpoint's code.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The most documents, 1 to 1000, newest first. Default 200.</summary>
    public int? Limit { get; init; }

    /// <summary>The share of the documents that is read, over 0 to 1; always the same ones. Default 1.</summary>
    public double? Share { get; init; }

    /// <summary>Whether bodies that are kept outside the log are looked through too. Default false.</summary>
    public bool? LongBodies { get; init; }

    /// <summary>How much of each of those, in bytes; 1 to 67108864. Default 1048576.</summary>
    public long? MaxLongBodyBytes { get; init; }

    /// <summary>next_cursor of the scan before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What in stored documents looks like a secret by the rules of today.</summary>
internal sealed record RedactionScanResponse
{
    /// <summary>How many documents were read.</summary>
    public required int Scanned { get; init; }

    /// <summary>Of how many: more than were read where a share was asked for.</summary>
    public required long Seen { get; init; }

    /// <summary>Bodies outside the log that were looked through only in part, or not at all, since they are too long.</summary>
    public required int LongBodiesCut { get; init; }

    /// <summary>Bodies outside the log that are gone, or cannot be read.</summary>
    public required int LongBodiesUnreadable { get; init; }

    /// <summary>What was found; the values are not shown.</summary>
    public required IReadOnlyList<LeakBody> Leaks { get; init; }

    /// <summary>Where to go on with older documents; null when there are none.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>Something that looks like a secret.</summary>
/// <param name="RequestId">The document.</param>
/// <param name="SystemCode">Its system.</param>
/// <param name="EndpointCode">Its endpoint.</param>
/// <param name="StartedAt">When its attempt began.</param>
/// <param name="Where">The document's field.</param>
/// <param name="Place">Path or name in it.</param>
/// <param name="Rule">Id of the rule that would have caught it.</param>
/// <param name="Description">What the rule removes.</param>
internal sealed record LeakBody(
    Guid RequestId, string? SystemCode, string? EndpointCode, DateTimeOffset StartedAt, string Where, string Place, string Rule, string Description);
