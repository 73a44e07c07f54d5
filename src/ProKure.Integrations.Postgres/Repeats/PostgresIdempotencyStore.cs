using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Repeats;

namespace ProKure.Integrations.Postgres.Repeats;

/// <summary>Keys on PostgreSQL, shared by all hubs on the same database. Leases and ages use the server's clock.</summary>
public sealed class PostgresIdempotencyStore(PostgresDatabase database) : IIdempotencyStore
{
    private const string Insert = """
        INSERT INTO idempotency_key (scope, key, fingerprint, invocation_id, owner, lease_until, kept_from)
        VALUES ($1, $2, $3, $4, $5, now() + $6, greatest(now(), $7))
        ON CONFLICT (scope, key) DO NOTHING
        RETURNING true
        """;

    private const string Columns = """
        scope, key, fingerprint, invocation_id, fencing_token, greatest(lease_until - now(), interval '0') AS lease_left, lease_until IS NULL AS is_ended, answer, answer_key_id
        """;

    private const string Select = $"SELECT {Columns} FROM idempotency_key WHERE scope = $1 AND key = $2";

    private const string TakeOver = $"""
        UPDATE idempotency_key SET owner = $1, fencing_token = fencing_token + 1, lease_until = now() + $2
        WHERE scope = $3 AND key = $4 AND fencing_token = $5 AND lease_until <= now()
        RETURNING {Columns}
        """;

    private const string Answer = """
        UPDATE idempotency_key SET lease_until = NULL, answer = $1, answer_key_id = $2 WHERE scope = $3 AND key = $4 AND fencing_token = $5 AND lease_until IS NOT NULL
        """;

    private const string Forget = "DELETE FROM idempotency_key WHERE scope = $1 AND key = $2 AND fencing_token = $3 AND lease_until IS NOT NULL";

    internal const string Remove = """
        DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM idempotency_key WHERE kept_from < now() - $1 ORDER BY kept_from LIMIT $2 FOR UPDATE SKIP LOCKED))
        """;

    internal const string CountAnswers = "SELECT answer_key_id, count(*)::int FROM idempotency_key WHERE answer_key_id IS NOT NULL GROUP BY answer_key_id";

    internal const string ListAnswers = $"""
        SELECT {Columns} FROM idempotency_key
        WHERE answer_key_id IS NOT NULL AND answer_key_id <> $1 AND (scope, key) > ($2, $3) ORDER BY scope, key LIMIT $4
        """;

    private const string ReplaceAnswer = """
        UPDATE idempotency_key SET answer = $1, answer_key_id = $2 WHERE scope = $3 AND key = $4 AND fencing_token = $5 AND answer_key_id = $6
        """;

    /// <inheritdoc/>
    public async Task<KeyClaimResult> ClaimAsync(KeyClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        while (true)
        {
            // Between the two statements another may free the key; then it is tried again.
            if (await database.RunAsync((session, cancel) => TryClaimAsync(session, claim, lease, cancel), cancellationToken) is { } result)
                return result;
        }
    }

    /// <inheritdoc/>
    public async Task<KeyedInvocation?> TakeOverAsync(KeyedInvocation seen, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        var statement = new Statement(TakeOver).Bind(owner).Bind(lease).Bind(seen.Scope).Bind(seen.Key).Bind(seen.FencingToken);
        return (await database.RunAsync((session, cancel) => session.ReadAllAsync(statement, Read, cancel), cancellationToken)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public Task<bool> AnswerAsync(KeyedInvocation held, SealedAnswer? answer, CancellationToken cancellationToken) =>
        ChangeAsync(new Statement(Answer).Bind(answer?.Bytes).Bind(answer?.KeyId).Bind(held.Scope).Bind(held.Key).Bind(held.FencingToken), cancellationToken);

    /// <inheritdoc/>
    public Task ForgetAsync(KeyedInvocation held, CancellationToken cancellationToken) =>
        ChangeAsync(new Statement(Forget).Bind(held.Scope).Bind(held.Key).Bind(held.FencingToken), cancellationToken);

    /// <inheritdoc/>
    public Task<int> RemoveAsync(TimeSpan keptFor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return database.RunAsync((session, cancel) => session.ExecuteAsync(new Statement(Remove).Bind(keptFor).Bind(limit), cancel), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, int>> CountAnswersAsync(CancellationToken cancellationToken) =>
        (await database.RunAsync((session, cancel) => session.ReadAllAsync(new Statement(CountAnswers), row => (KeyId: row.ReadText(), Count: row.ReadInt32()), cancel), cancellationToken))
        .ToDictionary(row => row.KeyId, row => row.Count, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeyedInvocation>> ListAnswersAsync(string exceptKeyId, KeyedInvocation? after, int limit, CancellationToken cancellationToken)
    {
        var statement = new Statement(ListAnswers).Bind(exceptKeyId).Bind(after?.Scope ?? "").Bind(after?.Key ?? "").Bind(limit);
        return await database.RunAsync((session, cancel) => session.ReadAllAsync(statement, Read, cancel), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAnswerAsync(KeyedInvocation seen, SealedAnswer answer, CancellationToken cancellationToken) => ChangeAsync(
        new Statement(ReplaceAnswer).Bind(answer.Bytes).Bind(answer.KeyId).Bind(seen.Scope).Bind(seen.Key).Bind(seen.FencingToken).Bind(seen.AnswerKeyId), cancellationToken);

    private static async Task<KeyClaimResult?> TryClaimAsync(Session session, KeyClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var results = await session.ReadAsync(
            [
                new Statement(Insert).Bind(claim.Scope).Bind(claim.Key).Bind(claim.Fingerprint).Bind(claim.InvocationId).Bind(claim.Owner).Bind(lease).Bind(claim.NotBefore),
                new Statement(Select).Bind(claim.Scope).Bind(claim.Key),
            ],
            cancellationToken);
        var isNew = (await results.NextAsync(row => row.ReadBoolean(), cancellationToken)).Count > 0;
        var kept = await results.NextAsync(Read, cancellationToken);
        await results.EndAsync(cancellationToken);
        return kept is [var invocation] ? new KeyClaimResult(invocation, isNew) : null;
    }

    private Task<bool> ChangeAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync(async (session, cancel) => await session.ExecuteAsync(statement, cancel) > 0, cancellationToken);

    private static KeyedInvocation Read(Row row)
    {
        var kept = new KeyedInvocation
        {
            Scope = row.ReadText(),
            Key = row.ReadText(),
            Fingerprint = row.ReadBytes(),
            InvocationId = row.ReadGuid(),
            FencingToken = row.ReadInt64(),
            LeaseLeft = row.ReadSpan(),
            Answer = null,
        };

        // greatest passes over NULL: of what has ended it gives zero.
        return kept with
        {
            LeaseLeft = row.ReadBoolean() ? null : kept.LeaseLeft,
            Answer = row.ReadNull() ? default(ReadOnlyMemory<byte>?) : row.ReadBytes(),
            AnswerKeyId = row.ReadTextOrNull(),
        };
    }
}
