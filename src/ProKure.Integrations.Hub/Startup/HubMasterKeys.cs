using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>Master keys of the hub: those of the settings, or with the embedded stores a file beside them.</summary>
internal static class HubMasterKeys
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

    /// <exception cref="MasterKeyException">Credentials are stored whose master key is not there.</exception>
    public static void CheckMasterKeys(this IServiceProvider services, HubConfiguration configuration)
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
    }
}
