using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Spool;

/// <summary>Checks the times of <see cref="SpoolOptions"/>; messages name the key and what was found.</summary>
internal sealed class SpoolOptionsValidator : IValidateOptions<SpoolOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, SpoolOptions options)
    {
        var faults = new List<string>();
        Check("AdoptInterval", options.AdoptInterval);
        Check("FirstRetry", options.FirstRetry);
        Check("LongestRetry", options.LongestRetry);
        if (options.LongestRetry < options.FirstRetry)
            faults.Add($"Spool:LongestRetry: Expected at least Spool:FirstRetry ({options.FirstRetry}), found {options.LongestRetry}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(string key, TimeSpan found)
        {
            if (found < TimeSpan.FromMilliseconds(1) || found > Longest)
                faults.Add($"Spool:{key}: Expected {TimeSpan.FromMilliseconds(1)} to {Longest}, found {found}.");
        }
    }
}
