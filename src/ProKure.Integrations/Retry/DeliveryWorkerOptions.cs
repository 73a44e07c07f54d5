using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Retry;

/// <summary>How queued deliveries are worked off.</summary>
public sealed class DeliveryWorkerOptions
{
    /// <summary>Deliveries that run at a time. 1 to 1,000; default 64.</summary>
    public int MaxConcurrency { get; set; } = 64;

    /// <summary>
    /// Deliveries to one system that run at a time, so that one that hangs leaves places for the others. 1 to 1,000, in effect no more than <see cref="MaxConcurrency"/>;
    /// default 16: three systems may hang before the others have less.
    /// </summary>
    public int MaxConcurrencyPerSystem { get; set; } = 16;

    /// <summary>
    /// How long a worker holds a delivery without renewing; renewed after a third of it. 1 second to 1 hour, default 60 s. A delivery whose endpoint has a longer time limit is
    /// held for longer: for at least one and a half times the limit.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest time without a look at the queue. 10 ms to 1 minute; default 1 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Checks <see cref="DeliveryWorkerOptions"/>; messages name the key and what was found.</summary>
internal sealed class DeliveryWorkerOptionsValidator : IValidateOptions<DeliveryWorkerOptions>
{
    private const int Most = 1_000;
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, DeliveryWorkerOptions options)
    {
        var faults = new List<string>();
        if (options.MaxConcurrency is < 1 or > Most)
            faults.Add($"DeliveryWorker:MaxConcurrency: Expected 1 to {Most}, found {options.MaxConcurrency}.");
        if (options.MaxConcurrencyPerSystem is < 1 or > Most)
            faults.Add($"DeliveryWorker:MaxConcurrencyPerSystem: Expected 1 to {Most}, found {options.MaxConcurrencyPerSystem}.");
        if (options.Lease < ShortestLease || options.Lease > LongestLease)
            faults.Add($"DeliveryWorker:Lease: Expected {ShortestLease} to {LongestLease}, found {options.Lease}.");
        if (options.PollInterval < ShortestPoll || options.PollInterval > LongestPoll)
            faults.Add($"DeliveryWorker:PollInterval: Expected {ShortestPoll} to {LongestPoll}, found {options.PollInterval}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
