using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Limits;

/// <summary>How this process shares limits and circuits with the others.</summary>
public sealed class LimitOptions
{
    /// <summary>How long the store may take to answer before the hub goes on with its own share of a limit. 50 ms to 10 s; default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10")]
    public TimeSpan StorePatience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the store is left alone once it did not answer. 100 ms to 1 minute; default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan StoreRest { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the requests that a process may have under way are kept for it without a sign of life; after that they are free for the others. 3 s to 10 minutes; default 15 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan SlotLease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often what is held is renewed, what is not used is given back, and circuits are looked at. 100 ms to 1 s; default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:01")]
    public TimeSpan UpkeepInterval { get; set; } = TimeSpan.FromSeconds(1);
}
