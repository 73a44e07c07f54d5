using System.Text;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Archives;

/// <summary>The archive files in <c>configuration.db</c>.</summary>
public sealed class SqliteArchiveFiles(SqliteDatabases databases) : IArchiveFiles
{
    private const string Columns = """
        archive_key, retention_class, system_code, day, part, state, changed_at, fault,
        format, documents, first_started_at, last_started_at, bytes, sha256, file_bytes, file_sha256, index_sha256
        """;

    private const string Add = $"INSERT INTO archive_file ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private const string Change = """
        UPDATE archive_file SET archive_key = ?, state = ?, changed_at = ?, fault = ?, format = ?, documents = ?, first_started_at = ?, last_started_at = ?,
            bytes = ?, sha256 = ?, file_bytes = ?, file_sha256 = ?, index_sha256 = ?
        WHERE day = ? AND retention_class = ? AND system_code = ? AND part = ? AND archive_key = ? AND state = ?
        """;

    private const string Drop = "DELETE FROM archive_file WHERE archive_key = ? AND state = 'WRITING'";

    private const string ForgetBodies = "DELETE FROM archive_body WHERE archive_key = ?";

    private const string KeepBody = """
        INSERT INTO archive_body (body_key, archive_key) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM archive_file WHERE archive_key = ?2) ON CONFLICT DO NOTHING
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task<bool> TryAddAsync(ArchiveFile file, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var statement = connection.Prepare(Add)
                .Bind(file.Key).Bind(file.Unit.RetentionClass).Bind(file.Unit.SystemCode).Bind(file.Unit.Day.DayNumber - EpochDay).Bind(file.Part)
                .Bind(file.State).Bind(file.ChangedAt).Bind(file.Fault);
            return Bind(statement, file.Content).Execute() > 0;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryChangeAsync(ArchiveFile seen, ArchiveFile changed, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var statement = connection.Prepare(Change).Bind(changed.Key).Bind(changed.State).Bind(changed.ChangedAt).Bind(changed.Fault);
            var isChanged = Bind(statement, changed.Content)
                .Bind(seen.Unit.Day.DayNumber - EpochDay).Bind(seen.Unit.RetentionClass).Bind(seen.Unit.SystemCode).Bind(seen.Part).Bind(seen.Key).Bind(seen.State)
                .Execute() > 0;
            if (isChanged && (changed.Key != seen.Key || changed.State == ArchiveState.Removed))
                connection.Prepare(ForgetBodies).Bind(seen.Key).Execute();
            return isChanged;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task DropAsync(ArchiveFile seen, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var dropped = connection.Prepare(Drop).Bind(seen.Key).Execute();
            return dropped == 0 ? 0 : connection.Prepare(ForgetBodies).Bind(seen.Key).Execute();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ArchiveFile?> FindAsync(string key, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare($"SELECT {Columns} FROM archive_file WHERE archive_key = ?").Bind(key);
            return row.Step() ? Read(row) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ArchiveFile>> ListAsync(ArchiveFileQuery query, CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<ArchiveFile>>(
        connection =>
        {
            using var rows = Prepare(connection, query);
            var all = new List<ArchiveFile>();
            while (rows.Step())
                all.Add(Read(rows));
            return all;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task KeepBodiesAsync(string key, IReadOnlyCollection<string> bodies, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => bodies.Sum(body => connection.Prepare(KeepBody).Bind(body).Bind(key).Execute()), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> KeepsBodyAsync(string body, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare("SELECT 1 FROM archive_body WHERE body_key = ? LIMIT 1").Bind(body);
            return row.Step();
        },
        cancellationToken);

    private static int EpochDay { get; } = new DateOnly(1970, 1, 1).DayNumber;

    private static Statement Prepare(Connection connection, ArchiveFileQuery query)
    {
        var sql = new StringBuilder($"SELECT {Columns} FROM archive_file WHERE true");
        And(query.RetentionClass is not null, "retention_class = ?");
        And(query.SystemCode is not null, "system_code = ?");
        And(query.From is not null, "day >= ?");
        And(query.To is not null, "day <= ?");
        And(query.States.Count > 0, $"state IN ({string.Join(", ", query.States.Select(_ => "?"))})");
        And(query.After is not null, "(day < ? OR (day = ? AND (retention_class, system_code, part) > (?, ?, ?)))");
        var statement = connection.Prepare(sql.Append(" ORDER BY day DESC, retention_class, system_code, part LIMIT ?").ToString());
        foreach (var code in new[] { query.RetentionClass, query.SystemCode }.OfType<string>())
            statement.Bind(code);
        foreach (var day in new[] { query.From, query.To }.OfType<DateOnly>())
            statement.Bind(day.DayNumber - EpochDay);
        foreach (var state in query.States)
            statement.Bind(state);
        if (query.After is { } after)
        {
            statement.Bind(after.Day.DayNumber - EpochDay).Bind(after.Day.DayNumber - EpochDay)
                .Bind(after.RetentionClass).Bind(after.SystemCode).Bind(after.Part);
        }

        return statement.Bind(query.Limit);

        void And(bool isAsked, string condition)
        {
            if (isAsked)
                sql.Append(" AND ").Append(condition);
        }
    }

    private static Statement Bind(Statement statement, ArchiveContent? content) => statement
        .Bind((long?)content?.Format).Bind(content?.Documents).Bind(content?.FirstStartedAt).Bind(content?.LastStartedAt)
        .Bind(content?.Bytes).Bind(content?.Sha256).Bind(content?.FileBytes).Bind(content?.FileSha256).Bind(content?.IndexSha256);

    private static ArchiveFile Read(Statement row)
    {
        var (key, retentionClass, system, day) = (row.ReadText(), row.ReadText(), row.ReadText(), row.ReadInt32());
        return new ArchiveFile
        {
            Key = key,
            Unit = new ArchiveUnit(retentionClass, system, DateOnly.FromDayNumber(day + EpochDay)),
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
