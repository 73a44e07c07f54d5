using System.Globalization;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

/// <summary>Configuration in <c>configuration.db</c>.</summary>
public sealed class SqliteConfigurationStore(SqliteDatabases databases, TimeProvider time) : IConfigurationStore, IConfigurationArchive
{
    private const int MaxHistory = 1_000;
    private const string ReadRevision = "SELECT revision FROM configuration_revision";

    private const string ChangeColumns = "change_id, kind, system_code, code, version, changed_at, changed_by, before_json, after_json";

    private const string AllChanges = $"SELECT {ChangeColumns} FROM config_change WHERE change_id < ? ORDER BY change_id DESC LIMIT ?";

    private const string ChangesOfRow = $"""
        SELECT {ChangeColumns} FROM config_change INDEXED BY config_change_row
        WHERE kind = ? AND code = ? AND system_code IS ? AND change_id < ? ORDER BY change_id DESC LIMIT ?
        """;

    private const string RowAtRevision = """
        SELECT version, changed_at, changed_by, after_json FROM config_change INDEXED BY config_change_row
        WHERE kind = ? AND code = ? AND system_code IS ? AND (revision IS NULL OR revision <= ?) ORDER BY change_id DESC LIMIT 1
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task<HubConfiguration> LoadAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        connection => new HubConfiguration
        {
            Revision = connection.ReadInt64(ReadRevision),
            Organizations = RowTables.Organizations.ReadAll(connection),
            RetryPolicies = RowTables.RetryPolicies.ReadAll(connection),
            RateLimitPolicies = RowTables.RateLimitPolicies.ReadAll(connection),
            RetentionClasses = RowTables.RetentionClasses.ReadAll(connection),
            Credentials = RowTables.Credentials.ReadAll(connection),
            Systems = RowTables.Systems.ReadAll(connection),
            Transforms = RowTables.Transforms.ReadAll(connection),
            CodeMappingSets = RowTables.CodeMappingSets.ReadAll(connection),
            Endpoints = RowTables.Endpoints.ReadAll(connection),
            ApiKeys = RowTables.ApiKeys.ReadAll(connection),
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> GetRevisionAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => connection.ReadInt64(ReadRevision), cancellationToken);

    /// <inheritdoc/>
    public Task<ConfigurationSaveResult> SaveAsync(
        IReadOnlyList<ConfigurationChange> changes, string changedBy, CancellationToken cancellationToken)
    {
        if (changes.GroupBy(change => change.Row.Key).FirstOrDefault(group => group.Skip(1).Any()) is { } repeated)
            throw new ArgumentException($"{repeated.Key} stands more than once in the same save.", nameof(changes));
        return _database.WriteAsync(
            connection => new ConfigurationSave(connection, time.GetUtcMilliseconds(), changedBy).Run(changes), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Page<ConfigurationChangeRecord>> GetHistoryAsync(
        ConfigurationKey? key, int limit, string? cursor, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > MaxHistory)
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"Expected 1 to {MaxHistory}.");
        var before = long.MaxValue;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            throw new ArgumentException($"Expected the cursor of an earlier page, found '{cursor}'.", nameof(cursor));
        return _database.ReadAsync(connection => ReadHistory(connection, key, before, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ArchivedRow?> FindAsync(ConfigurationKey key, long revision, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare(RowAtRevision).Bind(key.Kind).Bind(key.Code).Bind(key.SystemCode).Bind(revision);
            if (!row.Step())
                return null;
            var (version, changedAt, changedBy) = (row.ReadInt32(), row.ReadTime(), row.ReadText());
            return new ArchivedRow(ConfigurationRowJson.Read(key.Kind, row.ReadText()), version, changedAt, changedBy);
        },
        cancellationToken);

    private static Page<ConfigurationChangeRecord> ReadHistory(Connection connection, ConfigurationKey? key, long before, int limit)
    {
        using var rows = connection.Prepare(key is null ? AllChanges : ChangesOfRow);
        if (key is { } row)
            rows.Bind(row.Kind).Bind(row.Code).Bind(row.SystemCode);
        rows.Bind(before).Bind(limit + 1);

        var records = new List<ConfigurationChangeRecord>();
        var last = before;
        while (rows.Step())
        {
            if (records.Count == limit)
                return new Page<ConfigurationChangeRecord>(records, last.ToString(CultureInfo.InvariantCulture));
            last = rows.ReadInt64();
            records.Add(ReadRecord(rows));
        }

        return new Page<ConfigurationChangeRecord>(records, null);
    }

    private static ConfigurationChangeRecord ReadRecord(Statement row) => new(
        new ConfigurationKey(row.ReadName<ConfigurationKind>(), row.ReadTextOrNull(), row.ReadText()),
        row.ReadInt32(), row.ReadTime(), row.ReadText(), row.ReadTextOrNull(), row.ReadText());
}
