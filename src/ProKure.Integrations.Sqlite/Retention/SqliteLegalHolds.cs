using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retention;

/// <summary>The legal holds in <c>configuration.db</c>.</summary>
public sealed class SqliteLegalHolds(SqliteDatabases databases) : ILegalHolds
{
    private const string Insert = $"INSERT INTO legal_hold ({LegalHoldColumns.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
    private const string Release = "UPDATE legal_hold SET released_at = ?, released_by = ? WHERE id = ? AND released_at IS NULL";
    private const string NoteCleared = "UPDATE legal_hold SET cleared_at = ? WHERE id = ? AND released_at IS NOT NULL AND cleared_at IS NULL";

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task AddAsync(LegalHold hold, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Prepare(Insert).Bind(hold).Execute(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<LegalHold?> ReleaseAsync(Guid id, string by, DateTimeOffset at, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            connection.Prepare(Release).Bind(at).Bind(by).Bind(id).Execute();
            return Find(connection, id);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task NoteClearedAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken) =>
        _database.WriteAsync(connection => connection.Prepare(NoteCleared).Bind(at).Bind(id).Execute(), cancellationToken);

    /// <inheritdoc/>
    public Task<LegalHold?> FindAsync(Guid id, CancellationToken cancellationToken) => _database.ReadAsync(connection => Find(connection, id), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LegalHold>> ListActiveAsync(CancellationToken cancellationToken) => ListAsync("released_at IS NULL", cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LegalHold>> ListUnclearedAsync(CancellationToken cancellationToken) =>
        ListAsync("released_at IS NOT NULL AND cleared_at IS NULL", cancellationToken);

    /// <inheritdoc/>
    public Task<Page<LegalHold>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var rows = connection.Prepare($"SELECT {LegalHoldColumns.Columns} FROM legal_hold WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2").Bind(after).Bind(limit + 1);
            var holds = ReadAll(rows);
            return holds.Count > limit ? new Page<LegalHold>(holds[..limit], holds[limit - 1].Id.ToString()) : new Page<LegalHold>(holds, null);
        },
        cancellationToken);

    private static LegalHold? Find(Connection connection, Guid id)
    {
        using var row = connection.Prepare($"SELECT {LegalHoldColumns.Columns} FROM legal_hold WHERE id = ?").Bind(id);
        return row.Step() ? LegalHoldColumns.Read(row) : null;
    }

    private Task<IReadOnlyList<LegalHold>> ListAsync(string condition, CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<LegalHold>>(
        connection =>
        {
            using var rows = connection.Prepare($"SELECT {LegalHoldColumns.Columns} FROM legal_hold WHERE {condition} ORDER BY id");
            return ReadAll(rows);
        },
        cancellationToken);

    private static List<LegalHold> ReadAll(Statement rows)
    {
        var holds = new List<LegalHold>();
        while (rows.Step())
            holds.Add(LegalHoldColumns.Read(rows));
        return holds;
    }
}
