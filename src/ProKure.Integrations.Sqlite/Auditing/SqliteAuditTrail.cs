using ProKure.Integrations.Auditing;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Auditing;

/// <summary>The audit trail in <c>configuration.db</c>.</summary>
public sealed class SqliteAuditTrail(SqliteDatabases databases) : IAuditTrail
{
    private const string Columns = "id, at, actor, action, subject, detail";
    private const string Insert = $"INSERT INTO audit_entry ({Columns}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";

    private const string List = $"""
        SELECT {Columns} FROM audit_entry
        WHERE (?1 IS NULL OR actor = ?1)
          AND (?2 IS NULL OR action = ?2 OR (substr(?2, -1) = '.' AND substr(action, 1, length(?2)) = ?2))
          AND (?3 IS NULL OR subject = ?3)
          AND (?4 IS NULL OR at >= ?4) AND (?5 IS NULL OR at < ?5) AND (?6 IS NULL OR id < ?6)
        ORDER BY id DESC LIMIT ?7
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken) => _database.WriteAsync(connection => Add(connection, entry), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var rows = connection.Prepare(List)
                .Bind(query.Actor).Bind(query.Action).Bind(query.Subject).Bind(query.From).Bind(query.To).Bind(query.After).Bind(query.Limit + 1);
            var entries = new List<AuditEntry>();
            while (rows.Step())
                entries.Add(Read(rows));
            return entries.Count > query.Limit
                ? new Page<AuditEntry>(entries[..query.Limit], entries[query.Limit - 1].Id.ToString())
                : new Page<AuditEntry>(entries, null);
        },
        cancellationToken);

    /// <summary>Adds an entry in the transaction of what it tells of.</summary>
    internal static int Add(Connection connection, AuditEntry entry) => connection.Prepare(Insert)
        .Bind(entry.Id).Bind(entry.At).Bind(entry.Actor).Bind(entry.Action).Bind(entry.Subject).Bind(entry.Detail).Execute();

    private static AuditEntry Read(Statement row) => new()
    {
        Id = row.ReadGuid(),
        At = row.ReadTime(),
        Actor = row.ReadText(),
        Action = row.ReadText(),
        Subject = row.ReadText(),
        Detail = row.ReadTextOrNull(),
    };
}
