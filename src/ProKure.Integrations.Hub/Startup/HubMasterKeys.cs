using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>Master keys of the hub: those of the settings, or with the embedded stores a file beside them.</summary>
internal static partial class HubMasterKeys
{
    /// <summary>The file that is made with the embedded stores, in the data directory.</summary>
    public const string FileName = "master.key";

    public static void AddMasterKeys(this IServiceCollection services, IConfiguration configuration) =>
        services.AddOptions<MasterKeyOptions>().Bind(configuration.GetSection("MasterKeys")).Configure<IOptions<HubOptions>>((keys, hub) =>
        {
            // Hubs that share a database need the same keys: there, making one up would lock the others out.
            if (keys.File is not null || keys.Keys.Count > 0 || configuration.GetConnectionString("Postgres") is { Length: > 0 })
                return;
            (keys.File, keys.CreateFile) = (Path.Combine(hub.Value.DataDirectory, FileName), true);
        });

    /// <summary>Says so where payloads of deliveries lie in clear.</summary>
    /// <exception cref="MasterKeyException">Credentials are stored whose master key is not there.</exception>
    public static void CheckMasterKeys(this IServiceProvider services, HubConfiguration configuration, ILogger logger)
    {
        var keys = services.GetRequiredService<IMasterKeyProvider>();
        var missing = configuration.Credentials.Where(stored => !stored.Row.Secrets.IsEmpty && !keys.KeyIds.Contains(stored.Row.Secrets.KeyId, StringComparer.Ordinal))
            .GroupBy(stored => stored.Row.Secrets.KeyId, stored => stored.Row.Code, StringComparer.Ordinal)
            .Select(group => $"'{group.Key}' (of {string.Join(", ", group)})")
            .ToList();
        if (missing.Count > 0)
        {
            throw new MasterKeyException(
                $"Secrets of credentials are encrypted with master keys that this hub does not have: {string.Join(", ", missing)}. Set MasterKeys:File, or MasterKeys:Keys and MasterKeys:Current.");
        }

        if (keys.CurrentKeyId is null)
            Log.InClear(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Warning,
            "There is no master key: payloads of deliveries, answers kept for repeats and long bodies are stored in clear. Set MasterKeys:File, or MasterKeys:Keys and MasterKeys:Current, then 'prokure keys rotate'")]
        public static partial void InClear(ILogger logger);
    }
}
