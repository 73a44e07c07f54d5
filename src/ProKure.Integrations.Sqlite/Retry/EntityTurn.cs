using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>
/// The turn of those with one order key: given to the first that waits as soon as nobody has it. Runs in the transaction that ended the one before, so that a process
/// that dies leaves either both or neither done.
/// </summary>
internal static class EntityTurn
{
    /// <summary>True of the one that has the turn; the condition of the index <c>delivery_turn</c>.</summary>
    public const string HasTurn = "order_key IS NOT NULL AND (state IN ('QUEUED', 'RUNNING') OR (state = 'DEAD' AND blocks_order = 1))";

    internal const string GiveToNext = $"""
        UPDATE delivery SET state = 'QUEUED'
        WHERE delivery_id = (
                SELECT delivery_id FROM delivery INDEXED BY delivery_waiting WHERE state = 'WAITING' AND order_key = ?1 ORDER BY delivery_id LIMIT 1)
            AND NOT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_turn WHERE order_key = ?1 AND {HasTurn})
        """;

    public static void PassOn(Connection connection, string? orderKey)
    {
        if (orderKey is not null)
            connection.Prepare(GiveToNext).Bind(orderKey).Execute();
    }
}
