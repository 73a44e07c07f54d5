using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Logging;

/// <summary>Checks the times of <see cref="LogWriterOptions"/>; messages name the key and what was found.</summary>
internal sealed class LogWriterOptionsValidator : IValidateOptions<LogWriterOptions>
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, LogWriterOptions options)
    {
        var faults = new List<string>();
        if (options.StoreWait < ShortestWait || options.StoreWait > LongestWait)
            faults.Add($"LogWriter:StoreWait: Expected {ShortestWait} to {LongestWait}, found {options.StoreWait}.");
        if (options.StoreTimeout < options.StoreWait || options.StoreTimeout > LongestTimeout)
            faults.Add($"LogWriter:StoreTimeout: Expected LogWriter:StoreWait ({options.StoreWait}) to {LongestTimeout}, found {options.StoreTimeout}.");
        if (options.CompletionWait <= TimeSpan.Zero)
            faults.Add($"LogWriter:CompletionWait: Expected more than nothing, found {options.CompletionWait}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
