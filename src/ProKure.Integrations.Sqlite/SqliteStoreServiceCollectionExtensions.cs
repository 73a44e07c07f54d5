using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Limits;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Repeats;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;
using ProKure.Integrations.Sqlite.Analytics;
using ProKure.Integrations.Sqlite.Archives;
using ProKure.Integrations.Sqlite.Auditing;
using ProKure.Integrations.Sqlite.Authentication;
using ProKure.Integrations.Sqlite.Circuits;
using ProKure.Integrations.Sqlite.Configuration;
using ProKure.Integrations.Sqlite.Erasure;
using ProKure.Integrations.Sqlite.Fleet;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.Integrations.Sqlite.Repeats;
using ProKure.Integrations.Sqlite.Retention;
using ProKure.Integrations.Sqlite.Retry;

namespace ProKure.Integrations.Sqlite;

/// <summary>Registers the embedded stores.</summary>
public static class SqliteStoreServiceCollectionExtensions
{
    /// <summary>
    /// Adds the stores on SQLite files, where no other store is registered. The files are opened, and the data directory taken, when the first store is
    /// resolved; they are closed with the container.
    /// </summary>
    public static IServiceCollection AddSqliteStores(this IServiceCollection services, Action<SqliteStoreOptions> configure)
    {
        services.AddOptionsWithValidateOnStart<SqliteStoreOptions, SqliteStoreOptionsValidator>().Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SqliteDatabases>();
        services.TryAddSingleton<IConfigurationStore, SqliteConfigurationStore>();
        services.TryAddSingleton<IConfigurationArchive, SqliteConfigurationStore>();
        services.TryAddSingleton<IDeliveryQueue, SqliteDeliveryQueue>();
        services.TryAddSingleton<IDeliveryLedger, SqliteDeliveryLedger>();
        services.TryAddSingleton<IDeliveryPayloads, SqliteDeliveryPayloads>();
        services.TryAddSingleton<IReplayJobStore, SqliteReplayJobStore>();
        services.TryAddSingleton<IIdempotencyStore, SqliteIdempotencyStore>();
        services.TryAddSingleton<IFleetStore, SqliteFleetStore>();
        services.TryAddSingleton<IErasureStore, SqliteErasureStore>();
        services.TryAddSingleton<IErasableQueue, SqliteErasableQueue>();
        services.TryAddSingleton<IAuditTrail, SqliteAuditTrail>();
        services.TryAddSingleton<ICredentialTokenStore, SqliteCredentialTokenStore>();
        services.TryAddSingleton<ILimitStore, InProcessLimitStore>();
        services.TryAddSingleton<ICircuitStore, SqliteCircuitStore>();
        services.TryAddSingleton<IIntegrationLogStore, SqliteIntegrationLogStore>();
        services.TryAddSingleton<IArchiveFiles, SqliteArchiveFiles>();
        services.TryAddSingleton<IArchiveTombstones, SqliteArchiveTombstones>();
        services.TryAddSingleton<IArchivedLog, SqliteArchivedLog>();
        services.TryAddSingleton<IErasableLog, SqliteErasableLog>();
        services.TryAddSingleton<IExpiringLog, SqliteExpiringLog>();
        services.TryAddSingleton<IHeldLog, SqliteHeldLog>();
        services.TryAddSingleton<ISummaryStore, SqliteSummaryStore>();
        services.TryAddSingleton<IExpiringSummaries, SqliteExpiringSummaries>();
        services.TryAddSingleton<IHeldSummaries, SqliteHeldSummaries>();
        services.TryAddSingleton<ILegalHolds, SqliteLegalHolds>();
        services.TryAddSingleton<IRetentionRuns, SqliteRetentionRuns>();
        return services;
    }
}
