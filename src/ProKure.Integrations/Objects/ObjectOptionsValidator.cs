using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Objects;

/// <summary>Checks times and the folder of <see cref="ObjectOptions"/>; messages name the key and what was found.</summary>
internal sealed class ObjectOptionsValidator : IValidateOptions<ObjectOptions>
{
    private static readonly TimeSpan ShortestAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, ObjectOptions options)
    {
        var faults = new List<string>();
        if (options.OrphanAge < ShortestAge)
            faults.Add($"Objects:OrphanAge: Expected at least {ShortestAge}, found {options.OrphanAge}.");
        if (options.UpkeepInterval < ShortestInterval)
            faults.Add($"Objects:UpkeepInterval: Expected at least {ShortestInterval}, found {options.UpkeepInterval}.");
        if (options.Folder is { } folder && string.IsNullOrWhiteSpace(folder))
            faults.Add("Objects:Folder: Expected a directory, or nothing at all, found an empty text.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
