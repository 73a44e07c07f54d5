using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Postgres.Retention;

/// <summary>The legal holds on PostgreSQL.</summary>
public sealed class PostgresLegalHolds(PostgresDatabase database) : ILegalHolds
{
    private const string Insert = $"""
        INSERT INTO legal_hold ({LegalHoldColumns.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (id) DO NOTHING
        """;

    private const string Release = "UPDATE legal_hold SET released_at = $1, released_by = $2 WHERE id = $3 AND released_at IS NULL";
    private const string NoteCleared = "UPDATE legal_hold SET cleared_at = $1 WHERE id = $2 AND released_at IS NOT NULL AND cleared_at IS NULL";
    private const string Find = $"SELECT {LegalHoldColumns.Columns} FROM legal_hold WHERE id = $1";
    private const string List = $"SELECT {LegalHoldColumns.Columns} FROM legal_hold WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2";

    /// <inheritdoc/>
    public Task AddAsync(LegalHold hold, CancellationToken cancellationToken) => ExecuteAsync(
        new Statement(Insert).Bind(hold),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<LegalHold?> ReleaseAsync(Guid id, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await ExecuteAsync(new Statement(Release).Bind(at).BindStorable(by).Bind(id), cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    /// <inheritdoc/>
    public Task NoteClearedAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken) =>
        ExecuteAsync(new Statement(NoteCleared).Bind(at).Bind(id), cancellationToken);

    /// <inheritdoc/>
    public async Task<LegalHold?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(new Statement(Find).Bind(id), cancellationToken)).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LegalHold>> ListActiveAsync(CancellationToken cancellationToken) =>
        await ReadAsync(new Statement($"SELECT {LegalHoldColumns.Columns} FROM legal_hold WHERE released_at IS NULL ORDER BY id"), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LegalHold>> ListUnclearedAsync(CancellationToken cancellationToken) =>
        await ReadAsync(new Statement($"SELECT {LegalHoldColumns.Columns} FROM legal_hold WHERE released_at IS NOT NULL AND cleared_at IS NULL ORDER BY id"), cancellationToken);

    /// <inheritdoc/>
    public async Task<Page<LegalHold>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        var holds = await ReadAsync(new Statement(List).Bind(after).Bind(limit + 1), cancellationToken);
        return holds.Count > limit ? new Page<LegalHold>(holds[..limit], holds[limit - 1].Id.ToString()) : new Page<LegalHold>(holds, null);
    }

    private Task<int> ExecuteAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ExecuteAsync(statement, cancel), cancellationToken);

    private Task<List<LegalHold>> ReadAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ReadAllAsync(statement, LegalHoldColumns.Read, cancel), cancellationToken);
}
