using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Archives;

/// <summary>Checks <see cref="ArchiveOptions"/>; messages name the key and what was found.</summary>
internal sealed class ArchiveOptionsValidator : IValidateOptions<ArchiveOptions>
{
    public ValidateOptionsResult Validate(string? name, ArchiveOptions options)
    {
        var faults = new List<string>();
        Check("Interval", options.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        Check("UpkeepInterval", options.UpkeepInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        Check("OrphanAge", options.OrphanAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        Check("MaxDocuments", options.MaxDocuments, 1, 1_000_000);
        Check("MaxBytes", options.MaxBytes, 1L << 10, 16L << 30);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check<T>(string key, T value, T least, T most) where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                faults.Add($"Archive:{key}: Expected {least} to {most}, found {value}.");
        }
    }
}
