using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>
/// The turn of those with one order key: given to the first that waits as soon as nobody has it. Runs in the transaction that ended the one before, so that a process
/// that dies leaves either both or neither done. Whoever gives or takes a turn locks the key first, so that each sees what the one before did.
/// </summary>
internal static class EntityTurn
{
    /// <summary>True of the one that has the turn; the condition of the index <c>delivery_turn</c>.</summary>
    public const string HasTurn = "order_key IS NOT NULL AND (state IN ('QUEUED', 'RUNNING') OR (state = 'DEAD' AND blocks_order))";

    // Two keys may share a lock: they then wait for each other, and nothing else.
    private const string LockKey = "SELECT pg_advisory_xact_lock(hashtextextended($1, 4711))";

    internal const string GiveToNext = $"""
        UPDATE delivery SET state = 'QUEUED'
        WHERE id = (SELECT id FROM delivery WHERE state = 'WAITING' AND order_key = $1 ORDER BY position LIMIT 1)
            AND NOT EXISTS (SELECT FROM delivery WHERE order_key = $1 AND {HasTurn})
        """;

    /// <summary>Locks the key for the rest of the transaction.</summary>
    public static async Task LockAsync(Session session, string? orderKey, CancellationToken cancellationToken)
    {
        if (orderKey is not null)
            await session.ExecuteAsync(new Statement(LockKey).BindStorable(orderKey), cancellationToken);
    }

    /// <summary>What passes the turn on, in a transaction that has locked the key.</summary>
    public static IEnumerable<Statement> PassOn(string? orderKey) => orderKey is null ? [] : [new Statement(GiveToNext).BindStorable(orderKey)];

    /// <summary>The statements with the key locked before them and the turn passed on after them. A batch is one transaction, each statement of which sees what was committed before it.</summary>
    public static IEnumerable<Statement> Around(string orderKey, IEnumerable<Statement> statements) =>
        [new Statement(LockKey).BindStorable(orderKey), .. statements, new Statement(GiveToNext).BindStorable(orderKey)];
}
