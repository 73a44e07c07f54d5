using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Limits;
using ProKure.Integrations.Postgres.Analytics;
using ProKure.Integrations.Postgres.Archives;
using ProKure.Integrations.Postgres.Auditing;
using ProKure.Integrations.Postgres.Authentication;
using ProKure.Integrations.Postgres.Circuits;
using ProKure.Integrations.Postgres.Configuration;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Postgres.Erasure;
using ProKure.Integrations.Postgres.Fleet;
using ProKure.Integrations.Postgres.Limits;
using ProKure.Integrations.Postgres.Repeats;
using ProKure.Integrations.Postgres.Retention;
using ProKure.Integrations.Postgres.Retry;
using ProKure.Integrations.Repeats;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Postgres;

/// <summary>Registers the stores on PostgreSQL.</summary>
public static class PostgresStoreServiceCollectionExtensions
{
    /// <summary>
    /// Adds configuration, queue, summaries and fleet on PostgreSQL, where no other store is registered, and listens for what other hubs change. The database is
    /// connected to, and brought to this version's schema, when the first store is resolved.
    /// </summary>
    public static IServiceCollection AddPostgresStores(this IServiceCollection services, Action<PostgresStoreOptions> configure)
    {
        services.AddOptionsWithValidateOnStart<PostgresStoreOptions, PostgresStoreOptionsValidator>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresStoreOptions>, ConnectionStringValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ConfigurationSignal>();
        services.TryAddSingleton<DeliverySignal>();
        services.TryAddSingleton<CircuitSignal>();
        services.TryAddSingleton<PostgresDatabase>();
        services.TryAddSingleton<DeliveryNotices>();
        services.TryAddSingleton<IConfigurationStore, PostgresConfigurationStore>();
        services.TryAddSingleton<IConfigurationArchive, PostgresConfigurationStore>();
        services.TryAddSingleton<IDeliveryQueue, PostgresDeliveryQueue>();
        services.TryAddSingleton<IDeliveryLedger, PostgresDeliveryLedger>();
        services.TryAddSingleton<IDeliveryPayloads, PostgresDeliveryPayloads>();
        services.TryAddSingleton<IReplayJobStore, PostgresReplayJobStore>();
        services.TryAddSingleton<ISummaryStore, PostgresSummaryStore>();
        services.TryAddSingleton<IExpiringSummaries, PostgresExpiringSummaries>();
        services.TryAddSingleton<IHeldSummaries, PostgresHeldSummaries>();
        services.TryAddSingleton<ILegalHolds, PostgresLegalHolds>();
        services.TryAddSingleton<IRetentionRuns, PostgresRetentionRuns>();
        services.TryAddSingleton<IIdempotencyStore, PostgresIdempotencyStore>();
        services.TryAddSingleton<IFleetStore, PostgresFleetStore>();
        services.TryAddSingleton<IErasureStore, PostgresErasureStore>();
        services.TryAddSingleton<IErasableQueue, PostgresErasableQueue>();
        services.TryAddSingleton<IAuditTrail, PostgresAuditTrail>();
        services.TryAddSingleton<ICredentialTokenStore, PostgresCredentialTokenStore>();
        services.TryAddSingleton<ILimitStore, PostgresLimitStore>();
        services.TryAddSingleton<ICircuitStore, PostgresCircuitStore>();
        services.TryAddSingleton<IArchiveFiles, PostgresArchiveFiles>();
        services.TryAddSingleton<IArchiveTombstones, PostgresArchiveTombstones>();
        services.AddHostedService<ChangeListener>();
        return services;
    }
}
