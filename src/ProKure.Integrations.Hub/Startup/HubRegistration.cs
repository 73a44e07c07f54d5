using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Formats.Files;
using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Health;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Limits;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Reconciliation;
using ProKure.Integrations.Repeats;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>Puts the hub's parts together.</summary>
internal static class HubRegistration
{
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    // The lowest of all sources of configuration: whatever an operator says comes before it.
    private static readonly Dictionary<string, string?> Defaults = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",

        // It would make an activity for each request, for the sake of log scopes that nobody reads.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
    };

    public static void AddHub(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });

        var services = builder.Services;
        AddSettings(services, builder.Configuration);
        services.AddObjectStore(builder.Configuration);
        services.AddIntegrationCore();
        services.AddStores(builder.Configuration);
        services.AddOptions<SpoolOptions>().Bind(builder.Configuration.GetSection("Spool"))
            .Configure<IOptions<HubOptions>>((spool, hub) => spool.Directory = hub.Value.SpoolDirectory ?? Path.Combine(hub.Value.DataDirectory, "spool"));
        services.AddSingleton<ConfigurationEditor>();
        services.AddSingleton<ConfigurationFiles>();
        services.AddSingleton<FirstKey>();
        services.AddSingleton<KeyedInvoke>();
        services.AddSingleton<HubHealth>();
        services.AddSingleton<WrongKeyLimiter>();
        services.ConfigureHttpJsonOptions(json => HubJson.Configure(json.SerializerOptions));
        services.AddApiReference();
    }

    private static void AddSettings(IServiceCollection services, ConfigurationManager configuration)
    {
        services.AddOptionsWithValidateOnStart<HubOptions, HubOptionsValidator>().Configure(hub => HubSettings.Bind(configuration, HubOptions.Section, hub));
        services.AddMasterKeys(configuration);
        services.AddOptions<LogWriterOptions>().Bind(configuration.GetSection("LogWriter"));
        services.AddOptions<SummaryWriterOptions>().Bind(configuration.GetSection("SummaryWriter"));
        services.AddOptions<FleetOptions>().Bind(configuration.GetSection("Fleet"));
        services.AddOptions<LimitOptions>().Bind(configuration.GetSection("Limits"));
        services.AddOptions<ReconcilerOptions>().Bind(configuration.GetSection("Reconciler"));
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection("Retention"));
        services.AddOptions<IdempotencyOptions>().Bind(configuration.GetSection("Idempotency"));
        services.AddOptions<OriginalOptions>().Bind(configuration.GetSection("Originals"));
        services.AddOptions<ErasureOptions>().Bind(configuration.GetSection("Erasure"));
        services.AddOptions<FileSourceOptions>().Bind(configuration.GetSection("Files"));
        services.AddOptions<RedactionOptions>().Bind(configuration.GetSection("Redaction"));
        services.AddOptions<DeliveryWorkerOptions>().Bind(configuration.GetSection("DeliveryWorker"));
        services.AddOptions<ObjectOptions>().Configure(objects => HubSettings.Bind(configuration, "Objects", objects, part: "S3"))
            .Configure<IOptions<HubOptions>>((objects, hub) => objects.Folder ??= Path.Combine(hub.Value.DataDirectory, "objects"));
        services.AddOptions<ArchiveOptions>().Configure(archive => HubSettings.Bind(configuration, "Archive", archive))
            .Configure<IOptions<HubOptions>>((archive, hub) => archive.WorkFolder ??= Path.Combine(hub.Value.DataDirectory, "archive-work"));
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HubOptions>>((kestrel, hub) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = hub.Value.MaxRequestBytes;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        });
    }
}
