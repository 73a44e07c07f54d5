namespace ProKure.Samples.Sap.Recording;

/// <summary>One request as it arrived, and how it was answered so far.</summary>
public sealed record RecordedRequest
{
    /// <summary>The order of arrival; rises by one a request and is never used again.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the request's headers had arrived, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What was asked for: <c>CREATE</c>, <c>STATUS</c>, <c>LOOKUP</c>, <c>CANCEL</c>, <c>ECHO</c> or <c>UNKNOWN</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The behavior that a purchase order's material chose, such as <c>MAT-BLOCKED</c>; null until chosen and for other operations.</summary>
    public string? Behavior { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query with its question mark; empty where there is none.</summary>
    public required string Query { get; init; }

    /// <summary>The headers, found by name in any case; several values of one name are joined with a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as UTF-8 text, cut at <see cref="SimulatedSapOptions.MaxRecordedBodyBytes"/>; null until it was read.</summary>
    public string? Body { get; init; }

    /// <summary>The whole body's length in bytes.</summary>
    public long BodyBytes { get; init; }

    /// <summary>Whether <see cref="Body"/> was cut.</summary>
    public bool BodyTruncated { get; init; }

    /// <summary>The HTTP status answered; null while there is none, and for good where the connection was broken instead.</summary>
    public int? Status { get; init; }

    /// <summary>When the request ended, answered or not, UTC; null while it is in flight.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
