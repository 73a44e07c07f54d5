using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Execution.Connections;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Formats.Files;
using ProKure.Integrations.Limits;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Reconciliation;
using ProKure.Integrations.Repeats;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations;

/// <summary>Registers the core.</summary>
public static class IntegrationCoreRegistration
{
    /// <summary>
    /// Adds the pipeline, the log and summary writers with their spool, the recording of bodies with the embedded object store, the configuration snapshots, the delivery worker and the reconciler. The stores
    /// (<see cref="Configuration.IConfigurationStore"/>, <see cref="IIntegrationLogStore"/>, <see cref="IDeliveryQueue"/>, <see cref="IIdempotencyStore"/>, <see cref="ISummaryStore"/>, <see cref="IFleetStore"/>, <see cref="ILimitStore"/>, <see cref="ICircuitStore"/>) come from a store's own
    /// registration.
    /// </summary>
    public static IServiceCollection AddIntegrationCore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => HubInstance.New(provider.GetRequiredService<TimeProvider>()));
        services.AddOptionsWithValidateOnStart<SummaryWriterOptions>().ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<LogWriterOptions, LogWriterOptionsValidator>().ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<SpoolOptions, SpoolOptionsValidator>().ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<RedactionOptions>().ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<DeliveryWorkerOptions, DeliveryWorkerOptionsValidator>();
        services.AddOptionsWithValidateOnStart<FleetOptions, FleetOptionsValidator>();
        services.AddOptionsWithValidateOnStart<IdempotencyOptions>().ValidateDataAnnotations();
        services.AddOptionsWithValidateOnStart<ReconcilerOptions>().ValidateDataAnnotations();
        services.AddOptions<MasterKeyOptions>();
        services.TryAddSingleton<IMasterKeyProvider, ConfiguredMasterKeys>();
        services.TryAddSingleton<CredentialVault>();
        services.TryAddSingleton<Authenticator>();
        services.TryAddSingleton<KeyRotation>();
        services.TryAddSingleton<AnswerVault>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ISealedKind, SealedCredentials>(),
            ServiceDescriptor.Singleton<ISealedKind, SealedTokens>(),
            ServiceDescriptor.Singleton<ISealedKind, SealedAnswers>(),
            ServiceDescriptor.Singleton<ISealedKind, SealedBodies>(),
            ServiceDescriptor.Singleton<ISealedKind, SealedDeliveries>(),
        ]);
        services.AddOptionsWithValidateOnStart<OriginalOptions>().ValidateDataAnnotations();
        services.TryAddSingleton<OriginalVault>();
        services.TryAddSingleton<LostCalls>();
        services.TryAddSingleton<DeliveryRetention>();
        services.AddOptionsWithValidateOnStart<ObjectOptions, ObjectOptionsValidator>();
        services.TryAddSingleton<HubSpool>();
        services.TryAddSingleton<IObjectStore>(provider => new FolderObjectStore(
            provider.GetRequiredService<IOptions<ObjectOptions>>().Value.Folder ?? Path.Combine("data", "objects"), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IBodyKeeper>(provider => provider.GetRequiredService<IArchiveFiles>());
        services.TryAddSingleton<BodyRecording>();
        services.TryAddSingleton<BodyUploader>();
        services.TryAddSingleton<StoredBodies>();
        services.TryAddSingleton<LogWriter>();
        services.TryAddSingleton<SummaryWriter>();
        services.TryAddSingleton<LostAttemptMarker>();
        services.TryAddSingleton<ConfigurationSignal>();
        services.TryAddSingleton<DeliverySignal>();
        services.TryAddSingleton<DeliveryVault>();
        services.TryAddSingleton<DeliveryAdmission>();
        services.TryAddSingleton<RunningDeliveries>();
        services.TryAddSingleton<DeliveryControl>();
        services.TryAddSingleton<ReplayJobSignal>();
        services.TryAddSingleton<ReplayJobs>();
        services.AddOptionsWithValidateOnStart<ErasureOptions>().ValidateDataAnnotations();
        services.TryAddSingleton<ErasureSignal>();
        services.TryAddSingleton<SpoolEraser>();
        services.TryAddSingleton<EntityEraser>();
        services.TryAddSingleton<Erasures>();
        services.TryAddSingleton<IHostResolver, SystemHostResolver>();
        services.TryAddSingleton<OutboundConnections>();
        services.AddOptions<FileSourceOptions>();
        services.TryAddSingleton<IFileSource, FolderFileSource>();
        services.AddOptionsWithValidateOnStart<LimitOptions>().ValidateDataAnnotations();
        services.TryAddSingleton<LimitFleet>();
        services.TryAddSingleton<LimitGates>();
        services.TryAddSingleton<CircuitSignal>();
        services.TryAddSingleton<CircuitBoard>();
        services.TryAddSingleton<InvocationPipeline>();
        services.TryAddSingleton<SynchronousCalls>();
        services.TryAddSingleton<PinnedPlans>();
        services.TryAddSingleton<DeliveryIntake>();
        services.TryAddSingleton<ConfigurationSnapshots>();
        services.TryAddSingleton<ReconciliationReport>();
        services.TryAddSingleton(provider => new Leadership(
            provider.GetRequiredService<IFleetStore>(),
            Reconciler.Role,
            provider.GetRequiredService<HubInstance>(),
            provider.GetRequiredService<IOptions<FleetOptions>>().Value.LeaderLease,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Leadership>>()));
        services.TryAddSingleton<Func<ReconciliationTerm>>(provider => () => ActivatorUtilities.CreateInstance<ReconciliationTerm>(provider));
        services.TryAddSingleton<SummaryRebuild>();
        services.AddOptionsWithValidateOnStart<RetentionOptions, RetentionOptionsValidator>();
        services.TryAddSingleton<HoldKeeper>();
        services.TryAddSingleton<RetentionSweep>();
        services.TryAddSingleton<RetentionState>();
        services.AddOptionsWithValidateOnStart<ArchiveOptions, ArchiveOptionsValidator>();
        services.TryAddSingleton<ArchiveReader>();
        services.TryAddSingleton<ArchiveSteps>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IArchiveHolds, LegalHoldsOfArchive>());
        services.TryAddSingleton<ArchiveExpiry>();
        services.TryAddSingleton<ArchiveRun>();
        services.TryAddSingleton<ArchiveSweep>();
        services.TryAddSingleton<ArchiveWork>();
        services.TryAddSingleton<ArchiveSearch>();
        services.TryAddSingleton<ArchiveRestore>();
        services.TryAddSingleton<ArchiveVerification>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IErasableArchive, ArchiveEraser>());

        // The host stops them in the opposite order: a process leaves the fleet when its work has ended.
        services.AddHostedService<FleetMember>();
        services.AddHostedService(provider => provider.GetRequiredService<ConfigurationSnapshots>());
        services.AddHostedService(provider => provider.GetRequiredService<KeyRotation>());
        services.AddHostedService<SpoolAdoption>();
        services.AddHostedService<LimitUpkeep>();
        services.AddHostedService<CircuitWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<BodyUploader>());
        services.AddHostedService<ObjectUpkeep>();
        services.AddHostedService<DeliveryWorker>();
        services.AddHostedService<ReplayJobRunner>();
        services.AddHostedService<Reconciler>();
        services.AddHostedService<ErasureRunner>();
        services.AddHostedService<RetentionJob>();
        services.AddHostedService<IdempotencyKeyUpkeep>();
        services.AddHostedService<ArchiveWorker>();
        return services;
    }
}
