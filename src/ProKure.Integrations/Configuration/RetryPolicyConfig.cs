namespace ProKure.Integrations.Configuration;

/// <summary>When a failed delivery is tried again.</summary>
public sealed record RetryPolicyConfig : IConfigurationRow
{
    /// <summary>Code, as <c>PATIENT</c>.</summary>
    public required string Code { get; init; }

    /// <summary>How the wait grows. Default exponential.</summary>
    public Backoff Backoff { get; init; } = Backoff.Exponential;

    /// <summary>The wait before the second attempt. Default 5 s.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between attempts, also when the other side asks for more. Default 15 min.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>At most this share of the wait is added at random, so that retries do not march in step. 0 to 1; default 0.2.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>Attempts in all, the first included. 1 to 100; default 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>No attempt starts later than this after the first one. Default 24 h.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.RetryPolicy, null, Code);
}

/// <summary>How the wait between attempts grows.</summary>
public enum Backoff
{
    /// <summary>Always the initial delay.</summary>
    Fixed,

    /// <summary>The initial delay times the number of attempts made.</summary>
    Linear,

    /// <summary>The initial delay, doubled with each attempt made.</summary>
    Exponential,
}
