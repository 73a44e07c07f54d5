using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration;

/// <summary>Keeps rows in memory, with versions and conflicts as a real store has them, and without an audit trail.</summary>
internal sealed class InMemoryConfigurationStore : IConfigurationStore
{
    private readonly Dictionary<ConfigurationKey, (IConfigurationRow Row, int Version)> _rows = [];
    private long _revision;

    /// <summary>What was saved, one entry a successful save that changed something.</summary>
    public List<string> SavedBy { get; } = [];

    /// <summary>Called before each save looks at the versions, as if somebody else were faster.</summary>
    public Action? BeforeSave { get; set; }

    /// <summary>Writes a row as somebody else would.</summary>
    public void Put(IConfigurationRow row)
    {
        _rows[row.Key] = (row, _rows.TryGetValue(row.Key, out var stored) ? stored.Version + 1 : 1);
        _revision++;
    }

    public Task<HubConfiguration> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(new HubConfiguration
    {
        Revision = _revision,
        Organizations = [.. Of<OrganizationConfig>()],
        RetryPolicies = [.. Of<RetryPolicyConfig>()],
        RateLimitPolicies = [.. Of<RateLimitPolicyConfig>()],
        RetentionClasses = [.. Of<RetentionClassConfig>()],
        Credentials = [.. Of<CredentialConfig>()],
        Systems = [.. Of<SystemConfig>()],
        Transforms = [.. Of<TransformConfig>()],
        CodeMappingSets = [.. Of<CodeMappingSetConfig>()],
        Endpoints = [.. Of<EndpointConfig>()],
        ApiKeys = [.. Of<ApiKeyConfig>()],
    });

    public Task<long> GetRevisionAsync(CancellationToken cancellationToken) => Task.FromResult(_revision);

    public Task<ConfigurationSaveResult> SaveAsync(
        IReadOnlyList<ConfigurationChange> changes, string changedBy, CancellationToken cancellationToken)
    {
        BeforeSave?.Invoke();
        var conflicts = changes
            .Where(change => change.ExpectedVersion is { } expected && expected != VersionOf(change.Row.Key))
            .Select(change => new ConfigurationConflict(change.Row.Key, change.ExpectedVersion!.Value, VersionOf(change.Row.Key)))
            .ToList();
        if (conflicts.Count == 0)
        {
            foreach (var change in changes)
                Put(change.Row);
            SavedBy.Add(changedBy);
        }

        return Task.FromResult(new ConfigurationSaveResult(_revision, conflicts));
    }

    public Task<Page<ConfigurationChangeRecord>> GetHistoryAsync(
        ConfigurationKey? key, int limit, string? cursor, CancellationToken cancellationToken) =>
        throw new NotSupportedException("There is no audit trail here.");

    public T Find<T>(ConfigurationKey key) where T : IConfigurationRow => (T)_rows[key].Row;

    public int VersionOf(ConfigurationKey key) => _rows.TryGetValue(key, out var stored) ? stored.Version : 0;

    private IEnumerable<Versioned<T>> Of<T>() where T : IConfigurationRow => _rows.Values
        .Where(stored => stored.Row is T)
        .OrderBy(stored => stored.Row.Key.ToString(), StringComparer.Ordinal)
        .Select(stored => SampleRows.Stored((T)stored.Row, stored.Version));
}
