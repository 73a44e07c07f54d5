using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Erasure;

/// <summary>Settings of erasure.</summary>
public sealed class ErasureOptions
{
    /// <summary>Whether an order has to be approved with another API key than it was given with. Default false.</summary>
    public bool FourEyes { get; set; }

    /// <summary>For how long an order is remembered after it was carried out: what comes to light until then is erased too. Default 30 days, 1 day to 10 years.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LookAgainFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often it is looked again. Default 1 hour, 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LookAgainEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The longest SQLite file, in bytes, that is written anew so that nothing is left in its free pages. While that lasts, records of calls go to the spool. Of longer ones the
    /// report says that traces may be left. Default 2 GiB; 0 writes none anew.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long MaxCompactBytes { get; set; } = 2L << 30;
}
