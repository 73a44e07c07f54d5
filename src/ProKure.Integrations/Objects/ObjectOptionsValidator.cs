using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Objects;

/// <summary>Checks <see cref="ObjectOptions"/>; messages name the key and what was found.</summary>
internal sealed class ObjectOptionsValidator : IValidateOptions<ObjectOptions>
{
    private static readonly TimeSpan ShortestAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, ObjectOptions options)
    {
        var faults = new List<string>();
        Check(nameof(options.MaxBodyBytes), options.MaxBodyBytes, 1 << 10, 4 << 20);
        Check(nameof(options.MaxObjectBytes), options.MaxObjectBytes, 1 << 20, 1L << 40);
        Check(nameof(options.MaxExpansion), options.MaxExpansion, 2, 1000);
        Check(nameof(options.MaxBytesInFlight), options.MaxBytesInFlight, 16 << 20, 64L << 30);
        Check(nameof(options.MaxConcurrentBodies), options.MaxConcurrentBodies, 1, 10_000);
        Check(nameof(options.Uploads), options.Uploads, 1, 32);
        if (options.OrphanAge < ShortestAge)
            faults.Add($"Objects:OrphanAge: Expected at least {ShortestAge}, found {options.OrphanAge}.");
        if (options.UpkeepInterval < ShortestInterval)
            faults.Add($"Objects:UpkeepInterval: Expected at least {ShortestInterval}, found {options.UpkeepInterval}.");
        if (options.Folder is { } folder && string.IsNullOrWhiteSpace(folder))
            faults.Add("Objects:Folder: Expected a directory, or nothing at all, found an empty text.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(string key, long found, long least, long most)
        {
            if (found < least || found > most)
                faults.Add($"Objects:{key}: Expected {least} to {most}, found {found}.");
        }
    }
}
