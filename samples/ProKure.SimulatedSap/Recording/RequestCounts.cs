namespace ProKure.Samples.Sap.Recording;

/// <summary>Exact counts since the start or the last reset, however many requests are kept.</summary>
public sealed record RequestCounts
{
    /// <summary>Requests that arrived.</summary>
    public required long Total { get; init; }

    /// <summary>Requests that arrived and have not ended yet.</summary>
    public required long InFlight { get; init; }

    /// <summary>Requests by operation, such as <c>CREATE</c>.</summary>
    public required IReadOnlyDictionary<string, long> ByOperation { get; init; }

    /// <summary>Requests to create a purchase order by behavior, such as <c>DEFAULT</c> or <c>MAT-BLOCKED</c>.</summary>
    public required IReadOnlyDictionary<string, long> ByBehavior { get; init; }

    /// <summary>Answers by HTTP status; counted before the answer's first byte leaves.</summary>
    public required IReadOnlyDictionary<int, long> ByStatus { get; init; }
}
