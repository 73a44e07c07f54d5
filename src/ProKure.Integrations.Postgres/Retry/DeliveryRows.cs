using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>Deliveries as rows of two tables: what changes, and what was accepted.</summary>
internal static class DeliveryRows
{
    public const string Tables = "delivery AS d JOIN delivery_content AS c ON c.delivery_id = d.id";

    // The second half waits for the first: a delivery that is there already gets no content. One that has an order key waits where another has its turn.
    private const string Insert = $"""
        WITH accepted AS (
            INSERT INTO delivery ({DeliveryColumns.New})
            VALUES ($1, $2, $3, $4, $5,
                CASE WHEN $6 = 'QUEUED' AND EXISTS (SELECT FROM delivery WHERE order_key = $4 AND {EntityTurn.HasTurn}) THEN 'WAITING' ELSE $6 END,
                $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            ON CONFLICT (id) DO NOTHING RETURNING id)
        INSERT INTO delivery_content (delivery_id, {DeliveryColumns.Content})
        SELECT id, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36 FROM accepted
        """;

    internal const string FindOne = $"SELECT {DeliveryColumns.Columns} FROM {Tables} WHERE d.id = $1";

    internal const string FindDead = $"SELECT {DeliveryColumns.Columns} FROM {Tables} WHERE d.state = 'DEAD' AND d.reason = $1 AND d.id > $2 ORDER BY d.id LIMIT $3";

    public static Statement InsertOf(Delivery delivery) => new Statement(Insert).BindNew(delivery).BindContent(delivery);

    /// <summary>Reads what <see cref="DeliveryClaimSql"/> gives.</summary>
    public static DeliveryLease ReadLease(Row row, string owner)
    {
        var (token, until, wasInterrupted) = (row.ReadInt64(), row.ReadTime(), row.ReadBoolean());
        return new DeliveryLease(DeliveryColumns.Read(row), owner, token, until, wasInterrupted);
    }
}
