namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>How much a system or an endpoint may be asked at a time, all hubs together.</summary>
internal sealed record RateLimitPolicyRequest
{
    /// <summary>Code, as <c>TEN_A_SECOND</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>Requests in each period in the long run; null for any number.</summary>
    public int? Requests { get; init; }

    /// <summary>The time that requests counts for. 100ms to 24h; default 1s.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>The most requests at once after a quiet time; null for as many as a period has.</summary>
    public int? Burst { get; init; }

    /// <summary>The most requests under way at a time; null for any number.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How long a caller that waits for the answer is kept waiting for its turn. 0s to 1m; default 5s.</summary>
    public TimeSpan? MaxWait { get; init; }
}

/// <summary>How much a system or an endpoint may be asked at a time, all hubs together.</summary>
internal sealed record RateLimitPolicyResponse : StoredResponse
{
    /// <summary>Code, as <c>TEN_A_SECOND</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Requests in each period in the long run; null for any number.</summary>
    public required int? Requests { get; init; }

    /// <summary>The time that requests counts for.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>The most requests at once after a quiet time; null for as many as a period has.</summary>
    public required int? Burst { get; init; }

    /// <summary>The most requests under way at a time; null for any number.</summary>
    public required int? MaxConcurrency { get; init; }

    /// <summary>How long a caller that waits for the answer is kept waiting for its turn.</summary>
    public required TimeSpan MaxWait { get; init; }
}
