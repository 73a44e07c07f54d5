using Microsoft.Extensions.Options;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Fleet;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>What has to be done before the hub listens, and how it does that.</summary>
internal static partial class HubStart
{
    /// <summary>
    /// In this order: settings are checked; the stores are opened and brought to this version's schema (with the first that is used); there must be the master keys that credentials need; configuration
    /// files are applied; the first key is made; with the embedded stores, attempts that a dead process left behind are marked; addresses are set.
    /// </summary>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        var services = app.Services;
        var options = services.GetRequiredService<IOptions<HubOptions>>().Value;
        var snapshots = services.GetRequiredService<ConfigurationSnapshots>();
        app.LogStoresInUse();
        await snapshots.ReloadAsync(cancellationToken);
        services.CheckMasterKeys(snapshots.Current.Configuration, app.Logger);
        if (options.ApplyConfiguration is { } folder)
            await services.GetRequiredService<ConfigurationFiles>().ApplyAsync(folder, cancellationToken);
        await services.GetRequiredService<FirstKey>().CreateIfNoneAsync(cancellationToken);
        await snapshots.ReloadAsync(cancellationToken);

        // No other process can have the embedded stores; on shared ones the reconciler judges, who knows which of the others live.
        if (services.GetRequiredService<IFleetStore>() is SqliteFleetStore)
            await MarkLostAsync(app, cancellationToken);
        foreach (var url in options.UrlList)
        {
            app.Urls.Add(url);
            if (url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !IsLoopback(url))
                Log.ClearText(app.Logger, url);
        }
    }

    /// <summary>Listens until the process is told to stop. Where it cannot listen, it first ends what it had begun, so that other hubs need not wait for its leases to run out.</summary>
    public static async Task ListenAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.StopAsync();
            throw;
        }

        await app.WaitForShutdownAsync();
    }

    private static async Task MarkLostAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.Services.GetRequiredService<LostAttemptMarker>().MarkAllOthersAsync(cancellationToken);
        }
        catch (LogStoreUnavailableException fault)
        {
            // Calls can be made without the log store; what a dead process left there is judged once it is back.
            Log.LeftToReconciler(app.Logger, fault);
        }
    }

    private static bool IsLoopback(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.IsLoopback;

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Warning, "{Url} is reachable from elsewhere without TLS: keys and payloads travel in clear text unless a proxy encrypts them")]
        public static partial void ClearText(ILogger logger, string url);

        [LoggerMessage(1307, LogLevel.Warning, "The log store is away; the hub starts without it, and leaves attempts that a dead process left open to the reconciler")]
        public static partial void LeftToReconciler(ILogger logger, Exception fault);
    }
}
