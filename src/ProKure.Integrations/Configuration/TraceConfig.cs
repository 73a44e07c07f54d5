namespace ProKure.Integrations.Configuration;

/// <summary>
/// Everything that can be told of an endpoint's exchanges is stored for a while: whatever its capture level is, with what the mapping was given and what it gave. It ends by itself.
/// </summary>
/// <param name="Until">When it ends.</param>
/// <param name="StartedBy">Who asked for it.</param>
/// <param name="Reason">Why; null where nobody said.</param>
public sealed record TraceConfig(DateTimeOffset Until, string StartedBy, string? Reason)
{
    /// <summary>The longest that a trace runs.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>How long it runs where nothing is said.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(30);
}
