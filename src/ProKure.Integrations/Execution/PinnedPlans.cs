using System.Collections.Concurrent;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Execution;

/// <summary>
/// Endpoints as deliveries pinned them. What is sent, and how the answer is read, is as it was when the delivery was accepted: the endpoint's request and response, transforms, code mappings. Where it
/// goes and under which rules is as it is now: base URL, credential, limits, redaction, retries, and whether system and endpoint may be called at all.
/// </summary>
public sealed class PinnedPlans(IConfigurationArchive archive, ConfigurationSnapshots snapshots)
{
    private const int MaxKept = 256;

    // Rows of a revision never change; plans hold for one revision of the rest. Both are made anew where they were dropped.
    private readonly ConcurrentDictionary<(string System, string Endpoint, long Revision), Task<PinnedRows?>> _rows = new();
    private readonly ConcurrentDictionary<(string System, string Endpoint, long Revision, long Now), EndpointPlan?> _plans = new();

    /// <summary>The endpoint as the delivery pinned it; null where it is the same as now, where it is not known, or where there is no such endpoint any more.</summary>
    internal async Task<EndpointPlan?> FindAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var snapshot = snapshots.Current;
        var (system, endpoint, revision, now) = (delivery.SystemCode, delivery.EndpointCode, delivery.ConfigRevision, snapshot.Configuration.Revision);
        if (revision == 0 || revision == now || snapshot.FindSystem(system)?.FindEndpoint(endpoint) is not { } current)
            return null;
        if (_plans.TryGetValue((system, endpoint, revision, now), out var known))
            return known;

        var rows = await RowsAsync(current, revision, snapshot, cancellationToken);
        var plan = rows is null || rows.SayTheSameAs(snapshot.Configuration) ? null : snapshots.Compile(rows.In(snapshot.Configuration)).FindSystem(system)?.FindEndpoint(endpoint);
        Keep(_plans, (system, endpoint, revision, now), plan);
        return plan;
    }

    private async Task<PinnedRows?> RowsAsync(EndpointPlan current, long revision, ConfigurationSnapshot snapshot, CancellationToken cancellationToken)
    {
        var key = (current.System.Code, current.Endpoint.Code, revision);
        var reading = _rows.GetValueOrDefault(key) ?? PinnedRows.ReadAsync(archive, current.Endpoint, revision, snapshot.Configuration, cancellationToken);
        var rows = await reading;
        Keep(_rows, key, reading);
        return rows;
    }

    private static void Keep<TKey, TValue>(ConcurrentDictionary<TKey, TValue> kept, TKey key, TValue value) where TKey : notnull
    {
        if (kept.Count >= MaxKept)
            kept.Clear();
        kept[key] = value;
    }
}

/// <summary>The rows that a delivery pins, as they stood at a revision.</summary>
internal sealed record PinnedRows(Versioned<EndpointConfig> Endpoint, IReadOnlyList<Versioned<TransformConfig>> Transforms, IReadOnlyList<Versioned<CodeMappingSetConfig>> Sets)
{
    public static async Task<PinnedRows?> ReadAsync(
        IConfigurationArchive archive, EndpointConfig current, long revision, HubConfiguration configuration, CancellationToken cancellationToken)
    {
        if (await FindAsync<EndpointConfig>(archive, current.Key, revision, cancellationToken) is not { } then)
            return null;
        var endpoint = then with
        {
            Row = current with
            {
                Method = then.Row.Method,
                Path = then.Row.Path,
                PathParameters = then.Row.PathParameters,
                Query = then.Row.Query,
                Headers = then.Row.Headers,
                RequestTransform = then.Row.RequestTransform,
                ResponseTransform = then.Row.ResponseTransform,
                SuccessRule = then.Row.SuccessRule,
                ErrorMessage = then.Row.ErrorMessage,
                RequestFormat = then.Row.RequestFormat,
                ResponseFormat = then.Row.ResponseFormat,
                Soap = then.Row.Soap,
                Pagination = then.Row.Pagination,
                Csrf = then.Row.Csrf,
            },
        };
        var transforms = new List<Versioned<TransformConfig>>();
        foreach (var code in new[] { then.Row.RequestTransform, then.Row.ResponseTransform }.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await FindAsync<TransformConfig>(archive, new ConfigurationKey(ConfigurationKind.Transform, current.SystemCode, code), revision, cancellationToken) is { } transform)
                transforms.Add(transform);
        }

        var sets = new List<Versioned<CodeMappingSetConfig>>();
        foreach (var set in configuration.CodeMappingSets.Where(set => set.Row.SystemCode == current.SystemCode))
        {
            if (await FindAsync<CodeMappingSetConfig>(archive, set.Row.Key, revision, cancellationToken) is { } stood)
                sets.Add(stood);
        }

        return new PinnedRows(endpoint, transforms, sets);
    }

    /// <summary>Whether nothing that it pins has changed since.</summary>
    public bool SayTheSameAs(HubConfiguration configuration) =>
        configuration.Endpoints.Any(now => now.Row.SaysTheSameAs(Endpoint.Row))
        && Transforms.All(then => configuration.Transforms.Any(now => now.Row.SaysTheSameAs(then.Row)))
        && configuration.CodeMappingSets.Where(now => now.Row.SystemCode == Endpoint.Row.SystemCode).All(now => Sets.Any(then => then.Row.SaysTheSameAs(now.Row)));

    /// <summary>The configuration with these rows in place of today's; of other systems, nothing.</summary>
    public HubConfiguration In(HubConfiguration configuration)
    {
        var system = Endpoint.Row.SystemCode;
        return configuration with
        {
            Systems = [.. configuration.Systems.Where(row => row.Row.Code == system)],
            Transforms = [.. configuration.Transforms.Where(row => row.Row.SystemCode == system && Transforms.All(then => then.Row.Code != row.Row.Code)), .. Transforms],
            CodeMappingSets = [.. Sets],
            Endpoints = [.. configuration.Endpoints.Where(row => row.Row.SystemCode == system && row.Row.Code != Endpoint.Row.Code), Endpoint],
        };
    }

    private static async Task<Versioned<T>?> FindAsync<T>(IConfigurationArchive archive, ConfigurationKey key, long revision, CancellationToken cancellationToken)
        where T : IConfigurationRow =>
        await archive.FindAsync(key, revision, cancellationToken) is { Row: T row } found ? new Versioned<T>(row, found.Version, found.ChangedAt, found.ChangedBy) : null;
}
