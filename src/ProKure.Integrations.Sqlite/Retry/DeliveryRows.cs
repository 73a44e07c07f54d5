using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>Deliveries as rows of two tables: what changes, and what was accepted.</summary>
internal static class DeliveryRows
{
    /// <summary>What a release or a revision changes, in the order of <see cref="DeliveryColumns.BindProgress"/>.</summary>
    public const string Progress = """
        not_before = ?, attempts_made = ?, first_request_id = ?, first_attempt_at = ?, reason = ?, interruptions = ?, ended_at = ?,
            lane = ?, error_type = ?, error_message = ?, fingerprint = ?, response_status = ?, may_be_received = ?
        """;

    // One that has an order key waits where another with the same key has the turn.
    private const string InsertDelivery = $"""
        INSERT INTO delivery ({DeliveryColumns.New})
        VALUES (?1, ?2, ?3, ?4, ?5,
            CASE WHEN ?6 = 'QUEUED' AND EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_turn WHERE order_key = ?4 AND {EntityTurn.HasTurn})
                THEN 'WAITING' ELSE ?6 END,
            ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string InsertContent = $"""
        INSERT INTO delivery_content (delivery_id, {DeliveryColumns.Content}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string Tables = "delivery AS d JOIN delivery_content AS c ON c.delivery_id = d.delivery_id";

    internal const string SelectDead = """
        SELECT delivery_id FROM delivery INDEXED BY delivery_dead WHERE state = 'DEAD' AND reason = ? AND id > ? ORDER BY id LIMIT ?
        """;

    internal const string SelectEnded = """
        SELECT delivery_id, id FROM delivery INDEXED BY delivery_ended WHERE state IN ('SUCCEEDED', 'RESOLVED', 'CANCELLED') AND ended_at < ?1
            AND NOT EXISTS (SELECT 1 FROM delivery_action INDEXED BY delivery_action_delivery WHERE delivery_action.delivery_id = delivery.id AND acted_at >= ?1)
        ORDER BY ended_at LIMIT ?2
        """;

    /// <summary>Does nothing when the id is there already.</summary>
    public static void Insert(Connection connection, Delivery delivery)
    {
        if (connection.Prepare(InsertDelivery).BindNew(delivery).Execute() > 0)
            connection.Prepare(InsertContent).Bind(connection.LastRowId).BindContent(delivery).Execute();
    }

    public static Delivery? Find(Connection connection, Guid id)
    {
        using var row = connection.Prepare($"SELECT {DeliveryColumns.Columns} FROM {Tables} WHERE d.id = ?").Bind(id);
        return row.Step() ? DeliveryColumns.Read(row) : null;
    }

    public static IReadOnlyList<Delivery> ListDead(Connection connection, string reason, Guid after, int limit)
    {
        var ids = new List<long>();
        using (var rows = connection.Prepare(SelectDead).Bind(reason).Bind(after).Bind(limit))
        {
            while (rows.Step())
                ids.Add(rows.ReadInt64());
        }

        return [.. ids.Select(id => Read(connection, id).Delivery)];
    }

    /// <summary>Removes what is over, the longest first.</summary>
    public static int RemoveEnded(Connection connection, DateTimeOffset endedBefore, int limit)
    {
        var ended = new List<(long Row, Guid Id)>();
        using (var rows = connection.Prepare(SelectEnded).Bind(endedBefore).Bind(limit))
        {
            while (rows.Step())
                ended.Add((rows.ReadInt64(), rows.ReadGuid()));
        }

        foreach (var (row, id) in ended)
        {
            connection.Prepare("DELETE FROM delivery_action WHERE delivery_id = ?").Bind(id).Execute();
            connection.Prepare("DELETE FROM delivery_content WHERE delivery_id = ?").Bind(row).Execute();
            connection.Prepare("DELETE FROM delivery WHERE delivery_id = ?").Bind(row).Execute();
        }

        return ended.Count;
    }

    public static (Delivery Delivery, long FencingToken) Read(Connection connection, long deliveryId)
    {
        using var row = connection.Prepare($"SELECT d.fencing_token, {DeliveryColumns.Columns} FROM {Tables} WHERE d.delivery_id = ?").Bind(deliveryId);
        if (!row.Step())
            throw new InvalidOperationException($"Delivery {deliveryId} has no content.");
        var token = row.ReadInt64();
        return (DeliveryColumns.Read(row), token);
    }
}
