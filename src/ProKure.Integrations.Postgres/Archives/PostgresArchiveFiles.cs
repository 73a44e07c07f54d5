using System.Data;
using System.Text;
using NpgsqlTypes;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Archives;

/// <summary>The archive files on PostgreSQL.</summary>
public sealed class PostgresArchiveFiles(PostgresDatabase database) : IArchiveFiles
{
    private const string Columns = """
        archive_key, retention_class, system_code, day, part, state, changed_at, fault,
        format, documents, first_started_at, last_started_at, bytes, sha256, file_bytes, file_sha256, index_sha256
        """;

    private const string Add = $"""
        INSERT INTO archive_file ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT DO NOTHING
        """;

    private const string Change = """
        UPDATE archive_file SET archive_key = $1, state = $2, changed_at = $3, fault = $4, format = $5, documents = $6, first_started_at = $7, last_started_at = $8,
            bytes = $9, sha256 = $10, file_bytes = $11, file_sha256 = $12, index_sha256 = $13
        WHERE day = $14 AND retention_class = $15 AND system_code = $16 AND part = $17 AND archive_key = $18 AND state = $19
        """;

    private const string Drop = "DELETE FROM archive_file WHERE archive_key = $1 AND state = 'WRITING'";

    private const string ForgetBodies = "DELETE FROM archive_body WHERE archive_key = $1";

    private const string KeepBodies = """
        INSERT INTO archive_body (body_key, archive_key)
        SELECT body, $2 FROM unnest($1) AS body WHERE EXISTS (SELECT FROM archive_file WHERE archive_key = $2) ON CONFLICT DO NOTHING
        """;

    private const string KeepsBody = "SELECT EXISTS (SELECT FROM archive_body WHERE body_key = $1)";

    /// <inheritdoc/>
    public async Task<bool> TryAddAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        var statement = new Statement(Add)
            .Bind(file.Key).Bind(file.Unit.RetentionClass).Bind(file.Unit.SystemCode).Bind(file.Unit.Day).Bind(file.Part).Bind(file.State).Bind(file.ChangedAt).Bind(file.Fault);
        return await database.RunAsync((session, cancel) => session.ExecuteAsync(Bind(statement, file.Content), cancel), cancellationToken) > 0;
    }

    /// <inheritdoc/>
    public Task<bool> TryChangeAsync(ArchiveFile seen, ArchiveFile changed, CancellationToken cancellationToken) => database.InTransactionAsync(
        IsolationLevel.ReadCommitted,
        async (session, cancel) =>
        {
            var statement = new Statement(Change).Bind(changed.Key).Bind(changed.State).Bind(changed.ChangedAt).Bind(changed.Fault);
            var isChanged = await session.ExecuteAsync(
                Bind(statement, changed.Content)
                    .Bind(seen.Unit.Day).Bind(seen.Unit.RetentionClass).Bind(seen.Unit.SystemCode).Bind(seen.Part).Bind(seen.Key).Bind(seen.State),
                cancel) > 0;
            if (isChanged && (changed.Key != seen.Key || changed.State == ArchiveState.Removed))
                await session.ExecuteAsync(new Statement(ForgetBodies).Bind(seen.Key), cancel);
            return isChanged;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task DropAsync(ArchiveFile seen, CancellationToken cancellationToken) => database.InTransactionAsync(
        IsolationLevel.ReadCommitted,
        async (session, cancel) =>
        {
            var dropped = await session.ExecuteAsync(new Statement(Drop).Bind(seen.Key), cancel);
            return dropped == 0 ? 0 : await session.ExecuteAsync(new Statement(ForgetBodies).Bind(seen.Key), cancel);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ArchiveFile?> FindAsync(string key, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) =>
            (await session.ReadAllAsync(new Statement($"SELECT {Columns} FROM archive_file WHERE archive_key = $1").Bind(key), Read, cancel)).SingleOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ArchiveFile>> ListAsync(ArchiveFileQuery query, CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<ArchiveFile>>(
        async (session, cancel) => await session.ReadAllAsync(StatementFor(query), Read, cancel), cancellationToken);

    /// <inheritdoc/>
    public Task KeepBodiesAsync(string key, IReadOnlyCollection<string> bodies, CancellationToken cancellationToken) => bodies.Count == 0
        ? Task.CompletedTask
        : database.RunAsync(
            (session, cancel) => session.ExecuteAsync(new Statement(KeepBodies).BindMany([.. bodies], NpgsqlDbType.Text).Bind(key), cancel), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> KeepsBodyAsync(string body, CancellationToken cancellationToken) => database.RunAsync(
        (session, cancel) => session.ReadOneAsync(new Statement(KeepsBody).Bind(body), row => row.ReadBoolean(), cancel), cancellationToken);

    private static Statement StatementFor(ArchiveFileQuery query)
    {
        var sql = new StringBuilder($"SELECT {Columns} FROM archive_file WHERE true");
        var binds = new List<Action<Statement>>();
        if (query.RetentionClass is { } retentionClass)
            And("retention_class = {0}", statement => statement.Bind(retentionClass));
        if (query.SystemCode is { } system)
            And("system_code = {0}", statement => statement.Bind(system));
        if (query.From is { } from)
            And("day >= {0}", statement => statement.Bind(from));
        if (query.To is { } to)
            And("day <= {0}", statement => statement.Bind(to));
        if (query.States.Count > 0)
            And("state = ANY ({0})", statement => statement.BindMany([.. query.States.Select(WireName.Of)], NpgsqlDbType.Text));
        if (query.After is { } after)
        {
            And("(day < {0} OR (day = {0} AND (retention_class, system_code, part) > ({1}, {2}, {3})))",
                statement => statement.Bind(after.Day), statement => statement.Bind(after.RetentionClass), statement => statement.Bind(after.SystemCode), statement => statement.Bind(after.Part));
        }

        sql.Append(System.Globalization.CultureInfo.InvariantCulture, $" ORDER BY day DESC, retention_class, system_code, part LIMIT {query.Limit}");
        var statement = new Statement(sql.ToString());
        binds.ForEach(bind => bind(statement));
        return statement;

        void And(string condition, params Action<Statement>[] values)
        {
            var names = Enumerable.Range(binds.Count + 1, values.Length).Select(number => (object)string.Create(null, $"${number}")).ToArray();
            sql.Append(" AND ").AppendFormat(System.Globalization.CultureInfo.InvariantCulture, condition, names);
            binds.AddRange(values);
        }
    }

    private static Statement Bind(Statement statement, ArchiveContent? content) => statement
        .Bind(content?.Format).Bind(content?.Documents).Bind(content?.FirstStartedAt).Bind(content?.LastStartedAt)
        .Bind(content?.Bytes).Bind(content?.Sha256).Bind(content?.FileBytes).Bind(content?.FileSha256).Bind(content?.IndexSha256);

    private static ArchiveFile Read(Row row)
    {
        var (key, retentionClass, system, day) = (row.ReadText(), row.ReadText(), row.ReadText(), row.ReadDay());
        return new ArchiveFile
        {
            Key = key,
            Unit = new ArchiveUnit(retentionClass, system, day),
            Part = row.ReadInt32(),
            State = row.ReadName<ArchiveState>(),
            ChangedAt = row.ReadTime(),
            Fault = row.ReadTextOrNull(),
            Content = row.ReadNull()
                ? null
                : new ArchiveContent(row.ReadInt32(), row.ReadInt64(), row.ReadTime(), row.ReadTime(), row.ReadInt64(), row.ReadText(), row.ReadInt64(), row.ReadText(), row.ReadText()),
        };
    }
}
