using Microsoft.Extensions.Options;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>Makes the admin key of a hub that has no keys yet, and shows it once.</summary>
internal sealed partial class FirstKey(
    IConfigurationStore store, ConfigurationSnapshots snapshots, IOptions<HubOptions> options, ILogger<FirstKey> logger)
{
    private const string Id = "ADMIN";

    /// <summary>
    /// Shown before it is saved: a crash in between leaves a key that opens nothing, and the next start makes another. The other way round it would leave a
    /// hub that nobody can enter.
    /// </summary>
    public async Task CreateIfNoneAsync(CancellationToken cancellationToken)
    {
        if (!snapshots.Current.Configuration.ApiKeys.IsEmpty)
            return;
        var (text, hash) = ApiKeyText.Create(Id);
        await ShowAsync(text, cancellationToken);
        var row = new ApiKeyConfig { Id = Id, Name = "First admin key", SecretHash = hash, Scopes = [Scopes.Admin] };
        var saved = await store.SaveAsync([new ConfigurationChange(row, ExpectedVersion: 0)], "first start", cancellationToken);
        if (!saved.IsSaved)
            await TakeBackAsync(cancellationToken);
    }

    // Two hubs that start at once on empty stores both make one; the store takes the first.
    private async Task TakeBackAsync(CancellationToken cancellationToken)
    {
        if (options.Value.FirstKeyFile is { } file)
            File.Delete(file);
        else
            await Console.Out.WriteLineAsync("The key above opens nothing: another hub has made the admin key, and shows it.".AsMemory(), cancellationToken);
        Log.MadeByAnother(logger);
    }

    private async Task ShowAsync(string text, CancellationToken cancellationToken)
    {
        if (options.Value.FirstKeyFile is not { } file)
        {
            await Console.Out.WriteLineAsync($"\nThis is the admin key. It is shown this once and kept nowhere:\n\n    {text}\n".AsMemory(), cancellationToken);
            return;
        }

        // Made anew, so that it is nobody else's from its first byte on; an older file may have other rights.
        File.Delete(file);
        var owner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            owner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(file, owner))
            await writer.WriteLineAsync(text.AsMemory(), cancellationToken);
        Log.Written(logger, file);
    }

    private static partial class Log
    {
        [LoggerMessage(1303, LogLevel.Information, "The admin key was made and written to {File}")]
        public static partial void Written(ILogger logger, string file);

        [LoggerMessage(1306, LogLevel.Warning, "Another hub on the same stores has made the admin key; the one made here opens nothing and was taken back")]
        public static partial void MadeByAnother(ILogger logger);
    }
}
