using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.S3;

/// <summary>Registers the object store in S3.</summary>
public static class S3ObjectStoreServiceCollectionExtensions
{
    /// <summary>Adds the object store in S3, where no other is registered: call it before the core is added, which brings the embedded one.</summary>
    public static IServiceCollection AddS3ObjectStore(this IServiceCollection services, Action<S3ObjectStoreOptions> configure)
    {
        services.AddOptionsWithValidateOnStart<S3ObjectStoreOptions, S3ObjectStoreOptionsValidator>().Configure(configure);
        services.TryAddSingleton<IObjectStore, S3ObjectStore>();
        return services;
    }
}
