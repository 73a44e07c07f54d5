using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Retry;
namespace ProKure.Integrations.Hub.Tests.Hosting;

internal static class TemporaryStores
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IConfigurationStore, Config>();
        services.AddSingleton<ISummaryStore, Sum>();
        services.AddSingleton<IDeliveryQueue, Queue>();
    }
    private sealed class Config(TimeProvider time) : IConfigurationStore
    {
        private HubConfiguration _c = HubConfiguration.Empty;
        private readonly List<ConfigurationChangeRecord> _h = [];
        public Task<HubConfiguration> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(_c);
        public Task<long> GetRevisionAsync(CancellationToken cancellationToken) => Task.FromResult(_c.Revision);
        public Task<ConfigurationSaveResult> SaveAsync(IReadOnlyList<ConfigurationChange> changes, string changedBy, CancellationToken cancellationToken)
        {
            lock (_h)
            {
                var c = _c;
                var conflicts = new List<ConfigurationConflict>();
                foreach (var change in changes)
                {
                    c = change.Row switch
                    {
                        OrganizationConfig r => c with { Organizations = Put(c.Organizations, r) },
                        RetryPolicyConfig r => c with { RetryPolicies = Put(c.RetryPolicies, r) },
                        SystemConfig r => c with { Systems = Put(c.Systems, r) },
                        TransformConfig r => c with { Transforms = Put(c.Transforms, r) },
                        CodeMappingSetConfig r => c with { CodeMappingSets = Put(c.CodeMappingSets, r) },
                        EndpointConfig r => c with { Endpoints = Put(c.Endpoints, r) },
                        ApiKeyConfig r => c with { ApiKeys = Put(c.ApiKeys, r) },
                        _ => throw new InvalidOperationException(),
                    };
                    System.Collections.Immutable.ImmutableArray<Versioned<T>> Put<T>(System.Collections.Immutable.ImmutableArray<Versioned<T>> rows, T row) where T : IConfigurationRow
                    {
                        var old = rows.FirstOrDefault(r => r.Row.Key == row.Key);
                        if (change.ExpectedVersion is { } v && v != (old?.Version ?? 0)) { conflicts.Add(new(row.Key, v, old?.Version ?? 0)); return rows; }
                        if (old is not null && old.Row.SaysTheSameAs(row)) return rows;
                        var now = new Versioned<T>(row, (old?.Version ?? 0) + 1, time.GetUtcMilliseconds(), changedBy);
                        _h.Insert(0, new(row.Key, now.Version, now.ChangedAt, changedBy, null, "{}"));
                        return [.. rows.Where(r => r.Row.Key != row.Key).Append(now).OrderBy(r => r.Row.Key.Code, StringComparer.Ordinal)];
                    }
                }
                if (conflicts.Count == 0) _c = c with { Revision = _c.Revision + 1 };
                return Task.FromResult(new ConfigurationSaveResult(_c.Revision, conflicts));
            }
        }
        public Task<Page<ConfigurationChangeRecord>> GetHistoryAsync(ConfigurationKey? key, int limit, string? cursor, CancellationToken cancellationToken) =>
            Task.FromResult(new Page<ConfigurationChangeRecord>([.. _h.Where(h => key is null || h.Key == key).Take(limit)], null));
    }
    private sealed class Sum : ISummaryStore
    {
        public Task<int> WriteAsync(IReadOnlyList<RequestSummary> summaries, CancellationToken cancellationToken) => Task.FromResult(summaries.Count);
        public Task<RequestSummary?> FindAsync(Guid requestId, CancellationToken cancellationToken) => Task.FromResult<RequestSummary?>(null);
        public Task<IReadOnlyList<MinuteMetrics>> GetMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
    private sealed class Queue : IDeliveryQueue
    {
        public Task EnqueueAsync(Delivery delivery, CancellationToken cancellationToken) => throw new NotSupportedException();
        public Task<IReadOnlyList<DeliveryLease>> ClaimAsync(string owner, int limit, TimeSpan duration, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DeliveryLease>>([]);
        public Task<bool> RenewAsync(DeliveryLease lease, TimeSpan duration, CancellationToken cancellationToken) => throw new NotSupportedException();
        public Task<bool> ReleaseAsync(DeliveryLease lease, Delivery delivery, CancellationToken cancellationToken) => throw new NotSupportedException();
        public Task<Delivery?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();
        public Task<DateTimeOffset?> GetNextDueAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(null);
    }
}
