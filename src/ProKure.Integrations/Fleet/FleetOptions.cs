using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Fleet;

/// <summary>How the processes of a fleet know of each other.</summary>
public sealed class FleetOptions
{
    /// <summary>How often a process gives a sign of life. 100 ms to 1 minute; default 2 s.</summary>
    public TimeSpan BeatInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a process may be silent before it is taken for dead. At least three times <see cref="BeatInterval"/>, at most 1 hour; default 15 s. Longer than any
    /// pause that a busy machine or a fail-over of the store makes.
    /// </summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a leader holds its lease without renewing it; renewed after a third of it. When a leader dies, another leads no later than this and a third of
    /// it. 300 ms to 1 hour; default 9 s.
    /// </summary>
    public TimeSpan LeaderLease { get; set; } = TimeSpan.FromSeconds(9);
}

/// <summary>Checks <see cref="FleetOptions"/>; messages name the key and what was found.</summary>
internal sealed class FleetOptionsValidator : IValidateOptions<FleetOptions>
{
    private static readonly TimeSpan ShortestBeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBeat = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, FleetOptions options)
    {
        var faults = new List<string>();
        if (options.BeatInterval < ShortestBeat || options.BeatInterval > LongestBeat)
            faults.Add($"Fleet:BeatInterval: Expected {ShortestBeat} to {LongestBeat}, found {options.BeatInterval}.");
        if (options.Silence < options.BeatInterval * 3 || options.Silence > Longest)
            faults.Add($"Fleet:Silence: Expected three times Fleet:BeatInterval ({options.BeatInterval}) to {Longest}, found {options.Silence}.");
        if (options.LeaderLease < ShortestBeat * 3 || options.LeaderLease > Longest)
            faults.Add($"Fleet:LeaderLease: Expected {ShortestBeat * 3} to {Longest}, found {options.LeaderLease}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
