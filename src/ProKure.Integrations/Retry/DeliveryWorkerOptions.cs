using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Retry;

/// <summary>How queued deliveries are worked off.</summary>
public sealed class DeliveryWorkerOptions
{
    /// <summary>Deliveries that run at a time. 1 to 1,000; default 32.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrency { get; set; } = 32;

    /// <summary>How long a worker holds a delivery without renewing; renewed after a third of it. Default 60 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest time without a look at the queue. Default 1 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
