using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Files;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>Applies a folder of configuration files at start: everything in it, or nothing where anything is wrong.</summary>
internal sealed partial class ConfigurationFiles(IConfigurationStore store, CredentialVault vault, ILogger<ConfigurationFiles> logger)
{
    /// <exception cref="ConfigurationFilesException">Something is wrong in the files, or others keep changing the same rows.</exception>
    public async Task ApplyAsync(string folder, CancellationToken cancellationToken)
    {
        var name = new DirectoryInfo(folder).Name;
        var result = await ConfigurationApply.ApplyAsync(store, ConfigurationFolder.Read(folder), vault, $"files in {name}", cancellationToken);
        if (!result.IsApplied)
        {
            throw new ConfigurationFilesException(
            [
                .. result.Plan.Faults.Select(fault => fault.ToString()),
                .. result.Conflicts.Select(conflict => $"{conflict.Key} was changed by somebody else at the same time."),
            ]);
        }

        Log.Applied(
            logger, name, result.Plan.Count(PlannedAction.Create), result.Plan.Count(PlannedAction.Update), result.Plan.Count(PlannedAction.Unchanged));
    }

    private static partial class Log
    {
        [LoggerMessage(1302, LogLevel.Information, "Configuration files in {Folder}: {Created} rows created, {Updated} updated, {Unchanged} unchanged")]
        public static partial void Applied(ILogger logger, string folder, int created, int updated, int unchanged);
    }
}

/// <summary>Configuration files have faults, and nothing of them was applied.</summary>
/// <param name="faults">Every fault, with file, line and column.</param>
internal sealed class ConfigurationFilesException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults => faults;
}
