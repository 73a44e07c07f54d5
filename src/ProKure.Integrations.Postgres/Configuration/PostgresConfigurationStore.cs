using System.Data;
using System.Globalization;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

/// <summary>Configuration on PostgreSQL.</summary>
public sealed class PostgresConfigurationStore(PostgresDatabase database, TimeProvider time) : IConfigurationStore, IConfigurationArchive
{
    private const int MaxHistory = 1_000;

    private const string ChangeColumns = "change_id, kind, system_code, code, version, changed_at, changed_by, before_json, after_json";

    internal const string AllChanges = $"SELECT {ChangeColumns} FROM config_change WHERE change_id < $1 ORDER BY change_id DESC LIMIT $2";

    internal const string ChangesOfRow = $"""
        SELECT {ChangeColumns} FROM config_change WHERE change_id < $1 AND kind = $3 AND code = $4 AND system_code = $5 ORDER BY change_id DESC LIMIT $2
        """;

    internal const string ChangesOfRowOfNoSystem = $"""
        SELECT {ChangeColumns} FROM config_change WHERE change_id < $1 AND kind = $3 AND code = $4 AND system_code IS NULL ORDER BY change_id DESC LIMIT $2
        """;

    private const string RowAtRevision = """
        SELECT version, changed_at, changed_by, after_json FROM config_change
        WHERE kind = $1 AND code = $2 AND system_code IS NOT DISTINCT FROM $3 AND (revision IS NULL OR revision <= $4) ORDER BY change_id DESC LIMIT 1
        """;

    /// <inheritdoc/>
    public Task<HubConfiguration> LoadAsync(CancellationToken cancellationToken) =>
        database.InTransactionAsync(IsolationLevel.RepeatableRead, ConfigurationReading.LoadAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<long> GetRevisionAsync(CancellationToken cancellationToken) => database.RunAsync(
        (session, cancel) => session.ReadOneAsync(new Statement(ConfigurationReading.Revision), row => row.ReadInt64(), cancel), cancellationToken);

    /// <inheritdoc/>
    public Task<ConfigurationSaveResult> SaveAsync(
        IReadOnlyList<ConfigurationChange> changes, string changedBy, CancellationToken cancellationToken)
    {
        if (changes.GroupBy(change => change.Row.Key).FirstOrDefault(group => group.Skip(1).Any()) is { } repeated)
            throw new ArgumentException($"{repeated.Key} stands more than once in the same save.", nameof(changes));
        return database.InTransactionAsync(
            IsolationLevel.ReadCommitted,
            (session, cancel) => new ConfigurationSave(session, time.GetUtcMilliseconds(), StorableText.Of(changedBy)).RunAsync(changes, cancel),
            cancellationToken);
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
        return database.RunAsync((session, cancel) => ReadHistoryAsync(session, key, before, limit, cancel), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ArchivedRow?> FindAsync(ConfigurationKey key, long revision, CancellationToken cancellationToken)
    {
        var found = await database.RunAsync(
            (session, cancel) => session.ReadAllAsync(
                new Statement(RowAtRevision).Bind(key.Kind).Bind(key.Code).Bind(key.SystemCode).Bind(revision),
                row => (Version: row.ReadInt32(), ChangedAt: row.ReadTime(), ChangedBy: row.ReadText(), Json: row.ReadText()),
                cancel),
            cancellationToken);
        return found is [var row] ? new ArchivedRow(ConfigurationRowJson.Read(key.Kind, row.Json), row.Version, row.ChangedAt, row.ChangedBy) : null;
    }

    private static async Task<Page<ConfigurationChangeRecord>> ReadHistoryAsync(
        Session session, ConfigurationKey? key, long before, int limit, CancellationToken cancellationToken)
    {
        var statement = new Statement(key switch { null => AllChanges, { SystemCode: null } => ChangesOfRowOfNoSystem, _ => ChangesOfRow });
        statement.Bind(before).Bind(limit + 1);
        if (key is { } row)
        {
            statement.Bind(row.Kind).Bind(row.Code);
            if (row.SystemCode is not null)
                statement.Bind(row.SystemCode);
        }

        var records = await session.ReadAllAsync(statement, ReadRecord, cancellationToken);
        var isLast = records.Count <= limit;
        var page = isLast ? records : records.GetRange(0, limit);
        return new Page<ConfigurationChangeRecord>(
            [.. page.Select(read => read.Record)], isLast ? null : page[^1].ChangeId.ToString(CultureInfo.InvariantCulture));
    }

    private static (long ChangeId, ConfigurationChangeRecord Record) ReadRecord(Row row) => (row.ReadInt64(), new ConfigurationChangeRecord(
        new ConfigurationKey(row.ReadName<ConfigurationKind>(), row.ReadTextOrNull(), row.ReadText()),
        row.ReadInt32(), row.ReadTime(), row.ReadText(), row.ReadTextOrNull(), row.ReadText()));
}
