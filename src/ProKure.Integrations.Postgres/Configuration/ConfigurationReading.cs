using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

/// <summary>Reads everything in one round trip. The transaction around it says whether that is one state.</summary>
internal static class ConfigurationReading
{
    public const string Revision = "SELECT revision FROM configuration_revision";

    public static async Task<HubConfiguration> LoadAsync(Session session, CancellationToken cancellationToken)
    {
        await using var results = await session.ReadAsync(
            [
                new Statement(Revision), RowTables.Organizations.SelectAll(), RowTables.RetryPolicies.SelectAll(), RowTables.RateLimitPolicies.SelectAll(),
                RowTables.RetentionClasses.SelectAll(), RowTables.Credentials.SelectAll(), RowTables.Systems.SelectAll(), RowTables.Transforms.SelectAll(), RowTables.CodeMappingSets.SelectAll(), RowTables.Endpoints.SelectAll(), RowTables.ApiKeys.SelectAll(),
            ],
            cancellationToken);

        // In the order of the statements.
        var configuration = new HubConfiguration
        {
            Revision = (await results.NextAsync(row => row.ReadInt64(), cancellationToken)).Single(),
            Organizations = [.. await results.NextAsync(RowTables.Organizations.ReadVersioned, cancellationToken)],
            RetryPolicies = [.. await results.NextAsync(RowTables.RetryPolicies.ReadVersioned, cancellationToken)],
            RateLimitPolicies = [.. await results.NextAsync(RowTables.RateLimitPolicies.ReadVersioned, cancellationToken)],
            RetentionClasses = [.. await results.NextAsync(RowTables.RetentionClasses.ReadVersioned, cancellationToken)],
            Credentials = [.. await results.NextAsync(RowTables.Credentials.ReadVersioned, cancellationToken)],
            Systems = [.. await results.NextAsync(RowTables.Systems.ReadVersioned, cancellationToken)],
            Transforms = [.. await results.NextAsync(RowTables.Transforms.ReadVersioned, cancellationToken)],
            CodeMappingSets = [.. await results.NextAsync(RowTables.CodeMappingSets.ReadVersioned, cancellationToken)],
            Endpoints = [.. await results.NextAsync(RowTables.Endpoints.ReadVersioned, cancellationToken)],
            ApiKeys = [.. await results.NextAsync(RowTables.ApiKeys.ReadVersioned, cancellationToken)],
        };
        await results.EndAsync(cancellationToken);
        return configuration;
    }

    /// <summary>Every row with its version, by key.</summary>
    public static Dictionary<ConfigurationKey, (IConfigurationRow Row, int Version)> ByKey(HubConfiguration configuration)
    {
        var rows = new Dictionary<ConfigurationKey, (IConfigurationRow, int)>();
        Add(configuration.Organizations);
        Add(configuration.RetryPolicies);
        Add(configuration.RateLimitPolicies);
        Add(configuration.RetentionClasses);
        Add(configuration.Credentials);
        Add(configuration.Systems);
        Add(configuration.Transforms);
        Add(configuration.CodeMappingSets);
        Add(configuration.Endpoints);
        Add(configuration.ApiKeys);
        return rows;

        void Add<T>(IEnumerable<Versioned<T>> stored) where T : IConfigurationRow
        {
            foreach (var (row, version, _, _) in stored)
                rows.Add(row.Key, (row, version));
        }
    }
}
