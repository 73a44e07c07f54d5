using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Erasure;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.Integrations.MongoDb.Retention;
using ProKure.Integrations.MongoDb.Schema;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.MongoDb;

/// <summary>Registers the log store on MongoDB.</summary>
public static class MongoDbLogStoreServiceCollectionExtensions
{
    /// <summary>
    /// Adds the log store on MongoDB, where no other log store is registered: call it before the embedded stores are added. Nothing is sent before the store is first used.
    /// </summary>
    public static IServiceCollection AddMongoDbLogStore(this IServiceCollection services, Action<MongoDbLogStoreOptions> configure)
    {
        services.AddOptionsWithValidateOnStart<MongoDbLogStoreOptions, MongoDbLogStoreOptionsValidator>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MongoDbLogStoreOptions>, MongoDbLogStoreRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MongoDbConnection>();
        services.TryAddSingleton<LogSchema>();
        services.TryAddSingleton<MongoDbIntegrationLogStore>();
        services.TryAddSingleton<IIntegrationLogStore>(provider => provider.GetRequiredService<MongoDbIntegrationLogStore>());
        services.TryAddSingleton<IArchivedLog, MongoDbArchivedLog>();
        services.TryAddSingleton<IErasableLog, MongoDbErasableLog>();
        services.TryAddSingleton<IExpiringLog, MongoDbExpiringLog>();
        services.TryAddSingleton<IHeldLog, MongoDbHeldLog>();
        return services;
    }
}
