using ProKure.Integrations.Repeats;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Repeats;

/// <summary>Keys in <c>configuration.db</c>. One process at a time has the file, so leases use that process's clock, which a test can move.</summary>
public sealed class SqliteIdempotencyStore(SqliteDatabases databases, TimeProvider time) : IIdempotencyStore
{
    private const string Insert = """
        INSERT INTO idempotency_key (scope, key, fingerprint, invocation_id, owner, lease_until, kept_from) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (scope, key) DO NOTHING
        """;

    private const string Columns = "scope, key, fingerprint, invocation_id, fencing_token, lease_until, answer, answer_key_id";

    private const string Select = $"SELECT {Columns} FROM idempotency_key WHERE scope = ? AND key = ?";

    private const string TakeOver = """
        UPDATE idempotency_key SET owner = ?, fencing_token = fencing_token + 1, lease_until = ?
        WHERE scope = ? AND key = ? AND fencing_token = ? AND lease_until <= ?
        """;

    private const string Answer = """
        UPDATE idempotency_key SET lease_until = NULL, answer = ?, answer_key_id = ? WHERE scope = ? AND key = ? AND fencing_token = ? AND lease_until IS NOT NULL
        """;

    private const string Forget = "DELETE FROM idempotency_key WHERE scope = ? AND key = ? AND fencing_token = ? AND lease_until IS NOT NULL";

    internal const string Remove = """
        DELETE FROM idempotency_key WHERE rowid IN (
            SELECT rowid FROM idempotency_key INDEXED BY idempotency_key_age WHERE kept_from < ? ORDER BY kept_from LIMIT ?)
        """;

    internal const string CountAnswers =
        "SELECT answer_key_id, count(*) FROM idempotency_key INDEXED BY idempotency_key_answer WHERE answer_key_id IS NOT NULL GROUP BY answer_key_id";

    internal const string ListAnswers = $"""
        SELECT {Columns} FROM idempotency_key
        WHERE answer_key_id IS NOT NULL AND answer_key_id <> ? AND (scope, key) > (?, ?) ORDER BY scope, key LIMIT ?
        """;

    private const string ReplaceAnswer = """
        UPDATE idempotency_key SET answer = ?, answer_key_id = ? WHERE scope = ? AND key = ? AND fencing_token = ? AND answer_key_id = ?
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task<KeyClaimResult> ClaimAsync(KeyClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        return _database.WriteAsync(
            connection =>
            {
                var now = time.GetUtcNow();
                var isNew = connection.Prepare(Insert)
                    .Bind(claim.Scope).Bind(claim.Key).BindBlob(claim.Fingerprint.Span).Bind(claim.InvocationId).Bind(claim.Owner).Bind(now + lease)
                    .Bind(claim.NotBefore > now ? claim.NotBefore.Value : now).Execute() > 0;
                return new KeyClaimResult(Find(connection, claim.Scope, claim.Key, now)!, isNew);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<KeyedInvocation?> TakeOverAsync(KeyedInvocation seen, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        return _database.WriteAsync(
            connection =>
            {
                var now = time.GetUtcNow();
                var isTaken = connection.Prepare(TakeOver)
                    .Bind(owner).Bind(now + lease).Bind(seen.Scope).Bind(seen.Key).Bind(seen.FencingToken).Bind(now).Execute() > 0;
                return isTaken ? Find(connection, seen.Scope, seen.Key, now) : null;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> AnswerAsync(KeyedInvocation held, SealedAnswer? answer, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var statement = connection.Prepare(Answer);
            _ = answer is null ? statement.BindNull() : statement.BindBlob(answer.Bytes.Span);
            return statement.Bind(answer?.KeyId).Bind(held.Scope).Bind(held.Key).Bind(held.FencingToken).Execute() > 0;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task ForgetAsync(KeyedInvocation held, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Prepare(Forget).Bind(held.Scope).Bind(held.Key).Bind(held.FencingToken).Execute(), cancellationToken);

    /// <inheritdoc/>
    public Task<int> RemoveAsync(TimeSpan keptFor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _database.WriteAsync(connection => connection.Prepare(Remove).Bind(time.GetUtcNow() - keptFor).Bind(limit).Execute(), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, int>> CountAnswersAsync(CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyDictionary<string, int>>(
        connection =>
        {
            using var rows = connection.Prepare(CountAnswers);
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            while (rows.Step())
                counts.Add(rows.ReadText(), rows.ReadInt32());
            return counts;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyedInvocation>> ListAnswersAsync(string exceptKeyId, KeyedInvocation? after, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<KeyedInvocation>>(
            connection =>
            {
                using var rows = connection.Prepare(ListAnswers).Bind(exceptKeyId).Bind(after?.Scope ?? "").Bind(after?.Key ?? "").Bind(limit);
                var (now, kept) = (time.GetUtcNow(), new List<KeyedInvocation>());
                while (rows.Step())
                    kept.Add(Read(rows, now));
                return kept;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReplaceAnswerAsync(KeyedInvocation seen, SealedAnswer answer, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Prepare(ReplaceAnswer)
            .BindBlob(answer.Bytes.Span).Bind(answer.KeyId).Bind(seen.Scope).Bind(seen.Key).Bind(seen.FencingToken).Bind(seen.AnswerKeyId).Execute() > 0,
        cancellationToken);

    private static KeyedInvocation? Find(Connection connection, string scope, string key, DateTimeOffset now)
    {
        using var row = connection.Prepare(Select).Bind(scope).Bind(key);
        return row.Step() ? Read(row, now) : null;
    }

    private static KeyedInvocation Read(Statement row, DateTimeOffset now) => new()
    {
        Scope = row.ReadText(),
        Key = row.ReadText(),
        Fingerprint = row.ReadBytes().ToArray(),
        InvocationId = row.ReadGuid(),
        FencingToken = row.ReadInt64(),
        LeaseLeft = row.ReadTimeOrNull() is { } until ? until > now ? until - now : TimeSpan.Zero : null,
        Answer = row.ReadNull() ? default(ReadOnlyMemory<byte>?) : row.ReadBytes().ToArray(),
        AnswerKeyId = row.ReadTextOrNull(),
    };
}
