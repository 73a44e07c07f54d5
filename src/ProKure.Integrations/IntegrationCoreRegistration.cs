using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations;

/// <summary>Registers the core.</summary>
public static class IntegrationCoreRegistration
{
    /// <summary>
    /// Adds the pipeline, the log and summary writers, the configuration snapshots and the delivery worker. The stores
    /// (<see cref="Configuration.IConfigurationStore"/>, <see cref="IIntegrationLogStore"/>, <see cref="IDeliveryQueue"/>, <see cref="ISummaryStore"/>) come from a store's own
    /// registration.
    /// </summary>
    public static IServiceCollection AddIntegrationCore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => HubInstance.New(provider.GetRequiredService<TimeProvider>()));
        services.AddOptionsWithValidateOnStart<LogWriterOptions>().ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<DeliveryWorkerOptions>().ValidateDataAnnotations();
        services.TryAddSingleton<LogWriter>();
        services.TryAddSingleton<SummaryWriter>();
        services.TryAddSingleton<LostAttemptMarker>();
        services.TryAddSingleton<ConfigurationSignal>();
        services.TryAddSingleton<DeliverySignal>();
        services.TryAddSingleton<InvocationPipeline>();
        services.TryAddSingleton<DeliveryIntake>();
        services.TryAddSingleton<ConfigurationSnapshots>();
        services.AddHostedService(provider => provider.GetRequiredService<ConfigurationSnapshots>());
        services.AddHostedService<DeliveryWorker>();
        return services;
    }
}
