using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>When a failed delivery is tried again.</summary>
internal sealed record RetryPolicyRequest
{
    /// <summary>Code, as <c>PATIENT</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>How the wait grows. Default EXPONENTIAL.</summary>
    public Backoff? Backoff { get; init; }

    /// <summary>The wait before the second attempt. Default 5s.</summary>
    public TimeSpan? InitialDelay { get; init; }

    /// <summary>The longest wait between attempts. Default 15m.</summary>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>At most this share of the wait is added at random. 0 to 1; default 0.2.</summary>
    public double? Jitter { get; init; }

    /// <summary>Attempts in all, the first included. 1 to 100; default 5.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>No attempt starts later than this after the first one. Default 24h.</summary>
    public TimeSpan? Deadline { get; init; }
}

/// <summary>When a failed delivery is tried again.</summary>
internal sealed record RetryPolicyResponse : StoredResponse
{
    /// <summary>Code, as <c>PATIENT</c>.</summary>
    public required string Code { get; init; }

    /// <summary>How the wait grows.</summary>
    public required Backoff Backoff { get; init; }

    /// <summary>The wait before the second attempt.</summary>
    public required TimeSpan InitialDelay { get; init; }

    /// <summary>The longest wait between attempts.</summary>
    public required TimeSpan MaxDelay { get; init; }

    /// <summary>At most this share of the wait is added at random.</summary>
    public required double Jitter { get; init; }

    /// <summary>Attempts in all, the first included.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>No attempt starts later than this after the first one.</summary>
    public required TimeSpan Deadline { get; init; }
}
