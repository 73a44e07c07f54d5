using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Connections;
using ProKure.Integrations.Sqlite.Logging;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>Deliveries as rows of two tables: what changes, and what was accepted.</summary>
internal static class DeliveryRows
{
    private const string InsertRow = """
        INSERT INTO delivery_content (
            delivery_id, system_code, endpoint_code, config_version, correlation_id, idempotency_key, created_at,
            entity_type, entity_id, operation_type, organization, context_keys, user_id, triggered_by, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string Select = """
        SELECT d.fencing_token, d.id, d.state, d.not_before, d.attempts_made, d.first_request_id, d.first_attempt_at, d.reason,
            c.system_code, c.endpoint_code, c.config_version, c.correlation_id, c.idempotency_key, c.created_at,
            c.entity_type, c.entity_id, c.operation_type, c.organization, c.context_keys, c.user_id, c.triggered_by, c.payload
        FROM delivery AS d JOIN delivery_content AS c ON c.delivery_id = d.delivery_id
        """;

    internal const string SelectDead = """
        SELECT delivery_id FROM delivery INDEXED BY delivery_dead WHERE state = 'DEAD' AND reason = ? AND id > ? ORDER BY id LIMIT ?
        """;

    public static void InsertContent(Connection connection, long deliveryId, Delivery delivery) =>
        connection.Prepare(InsertRow)
            .Bind(deliveryId).Bind(delivery.SystemCode).Bind(delivery.EndpointCode).Bind(delivery.ConfigVersion)
            .Bind(delivery.CorrelationId).Bind(delivery.IdempotencyKey).Bind(delivery.CreatedAt)
            .Bind(delivery.Context).Bind(delivery.Actor.UserId).Bind(delivery.Actor.TriggeredBy).BindUtf8(delivery.Payload.Span)
            .Execute();

    public static Delivery? Find(Connection connection, Guid id)
    {
        using var row = connection.Prepare($"{Select} WHERE d.id = ?").Bind(id);
        return row.Step() ? Read(row).Delivery : null;
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

    public static (Delivery Delivery, long FencingToken) Read(Connection connection, long deliveryId)
    {
        using var row = connection.Prepare($"{Select} WHERE d.delivery_id = ?").Bind(deliveryId);
        return row.Step() ? Read(row) : throw new InvalidOperationException($"Delivery {deliveryId} has no content.");
    }

    private static (Delivery Delivery, long FencingToken) Read(Statement row)
    {
        var token = row.ReadInt64();
        var delivery = new Delivery
        {
            Id = row.ReadGuid(),
            State = row.ReadName<DeliveryState>(),
            NotBefore = row.ReadTime(),
            AttemptsMade = row.ReadInt32(),
            FirstRequestId = row.ReadGuidOrNull(),
            FirstAttemptAt = row.ReadTimeOrNull(),
            Reason = row.ReadTextOrNull(),
            SystemCode = row.ReadText(),
            EndpointCode = row.ReadText(),
            ConfigVersion = row.ReadInt32(),
            CorrelationId = row.ReadText(),
            IdempotencyKey = row.ReadText(),
            CreatedAt = row.ReadTime(),
            Context = row.ReadContext(),
            Actor = new LogActor(row.ReadTextOrNull(), row.ReadName<TriggeredBy>()),
            Payload = row.ReadBytes().ToArray(),
        };
        return (delivery, token);
    }
}
