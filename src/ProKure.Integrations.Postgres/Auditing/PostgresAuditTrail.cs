using ProKure.Integrations.Auditing;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Auditing;

/// <summary>The audit trail on PostgreSQL.</summary>
public sealed class PostgresAuditTrail(PostgresDatabase database) : IAuditTrail
{
    private const string Columns = "id, at, actor, action, subject, detail";
    private const string Insert = $"INSERT INTO audit_entry ({Columns}) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";

    private const string List = $"""
        SELECT {Columns} FROM audit_entry
        WHERE ($1::text IS NULL OR actor = $1)
          AND ($2::text IS NULL OR action = $2 OR (right($2, 1) = '.' AND starts_with(action, $2)))
          AND ($3::text IS NULL OR subject = $3)
          AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5) AND ($6::uuid IS NULL OR id < $6)
        ORDER BY id DESC LIMIT $7
        """;

    /// <inheritdoc/>
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ExecuteAsync(Add(entry), cancel), cancellationToken);

    /// <inheritdoc/>
    public async Task<Page<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var statement = new Statement(List)
            .BindStorable(query.Actor).BindStorable(query.Action).BindStorable(query.Subject).Bind(query.From).Bind(query.To).Bind(query.After).Bind(query.Limit + 1);
        var entries = await database.RunAsync((session, cancel) => session.ReadAllAsync(statement, Read, cancel), cancellationToken);
        return entries.Count > query.Limit
            ? new Page<AuditEntry>(entries[..query.Limit], entries[query.Limit - 1].Id.ToString())
            : new Page<AuditEntry>(entries, null);
    }

    /// <summary>Adds an entry: for the transaction of what it tells of.</summary>
    internal static Statement Add(AuditEntry entry) => new Statement(Insert)
        .Bind(entry.Id).Bind(entry.At).BindStorable(entry.Actor).Bind(entry.Action).BindStorable(entry.Subject).BindJson(entry.Detail);

    private static AuditEntry Read(Row row) => new()
    {
        Id = row.ReadGuid(),
        At = row.ReadTime(),
        Actor = row.ReadText(),
        Action = row.ReadText(),
        Subject = row.ReadText(),
        Detail = row.ReadTextOrNull(),
    };
}
