using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Connections;
using ProKure.Integrations.Sqlite.Logging;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>Deliveries as rows of two tables: what changes, and what was accepted.</summary>
internal static class DeliveryRows
{
    /// <summary>What a release or a revision changes, in the order of <see cref="BindProgress"/>.</summary>
    public const string Progress = """
        not_before = ?, attempts_made = ?, first_request_id = ?, first_attempt_at = ?, reason = ?, interruptions = ?, ended_at = ?,
            lane = ?, error_type = ?, error_message = ?, fingerprint = ?, response_status = ?, may_be_received = ?
        """;

    // One that has an order key waits where another with the same key has the turn.
    private const string InsertDelivery = $"""
        INSERT INTO delivery (
            id, system_code, priority, order_key, blocks_order, state,
            not_before, attempts_made, first_request_id, first_attempt_at, reason, interruptions, ended_at,
            lane, error_type, error_message, fingerprint, response_status, may_be_received)
        VALUES (?1, ?2, ?3, ?4, ?5,
            CASE WHEN ?6 = 'QUEUED' AND EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_turn WHERE order_key = ?4 AND {EntityTurn.HasTurn})
                THEN 'WAITING' ELSE ?6 END,
            ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string InsertContent = """
        INSERT INTO delivery_content (
            delivery_id, endpoint_code, config_version, config_revision, correlation_id, idempotency_key, trace_parent, replay_of, created_at,
            entity_type, entity_id, operation_type, organization, context_keys, user_id, triggered_by, payload_key_id, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <summary>The columns that <see cref="Read(Statement)"/> reads, of <c>delivery AS d JOIN delivery_content AS c</c>, without the payload.</summary>
    public const string ColumnsWithoutPayload = """
        d.id, d.system_code, d.priority, d.order_key, d.blocks_order, d.state, d.not_before, d.attempts_made, d.first_request_id, d.first_attempt_at, d.reason,
            d.interruptions, d.ended_at, d.error_type, d.lane, d.error_message, d.fingerprint, d.response_status, d.may_be_received,
            c.endpoint_code, c.config_version, c.config_revision, c.correlation_id, c.idempotency_key, c.trace_parent, c.replay_of, c.created_at,
            c.entity_type, c.entity_id, c.operation_type, c.organization, c.context_keys, c.user_id, c.triggered_by
        """;

    /// <summary>With the payload.</summary>
    public const string Columns = $"{ColumnsWithoutPayload}, c.payload_key_id, c.payload";

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
        var statement = connection.Prepare(InsertDelivery)
            .Bind(delivery.Id).Bind(delivery.SystemCode).Bind(delivery.Priority).Bind(delivery.OrderKey).Bind(delivery.BlocksOrder).Bind(delivery.State);
        if (statement.BindProgress(delivery).Execute() == 0)
            return;
        connection.Prepare(InsertContent)
            .Bind(connection.LastRowId).Bind(delivery.EndpointCode).Bind(delivery.ConfigVersion).Bind(delivery.ConfigRevision)
            .Bind(delivery.CorrelationId).Bind(delivery.IdempotencyKey).Bind(delivery.TraceParent).Bind(delivery.ReplayOf).Bind(delivery.CreatedAt)
            .Bind(delivery.Context).Bind(delivery.Actor.UserId).Bind(delivery.Actor.TriggeredBy)
            .Bind(delivery.PayloadKeyId).BindBlob(delivery.Payload.Span)
            .Execute();
    }

    public static Delivery? Find(Connection connection, Guid id)
    {
        using var row = connection.Prepare($"SELECT {Columns} FROM {Tables} WHERE d.id = ?").Bind(id);
        return row.Step() ? Read(row) : null;
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
        using var row = connection.Prepare($"SELECT d.fencing_token, {Columns} FROM {Tables} WHERE d.delivery_id = ?").Bind(deliveryId);
        if (!row.Step())
            throw new InvalidOperationException($"Delivery {deliveryId} has no content.");
        var token = row.ReadInt64();
        return (Read(row), token);
    }

    public static Statement BindProgress(this Statement statement, Delivery delivery) => statement
        .Bind(delivery.NotBefore).Bind(delivery.AttemptsMade).Bind(delivery.FirstRequestId).Bind(delivery.FirstAttemptAt).Bind(delivery.Reason)
        .Bind(delivery.Interruptions).Bind(delivery.EndedAt)
        .Bind(delivery.Failure?.Lane ?? (delivery.State == DeliveryState.Dead ? ErrorSide.Ours : null))
        .Bind(delivery.Failure?.Type).Bind(delivery.Failure?.Message).Bind(delivery.Failure?.Fingerprint).Bind(delivery.Failure?.ResponseStatus)
        .Bind(delivery.Failure?.MayHaveBeenReceived);

    public static Delivery Read(Statement row) => new()
    {
        Id = row.ReadGuid(),
        SystemCode = row.ReadText(),
        Priority = row.ReadInt32(),
        OrderKey = row.ReadTextOrNull(),
        BlocksOrder = row.ReadBoolean(),
        State = row.ReadName<DeliveryState>(),
        NotBefore = row.ReadTime(),
        AttemptsMade = row.ReadInt32(),
        FirstRequestId = row.ReadGuidOrNull(),
        FirstAttemptAt = row.ReadTimeOrNull(),
        Reason = row.ReadTextOrNull(),
        Interruptions = row.ReadInt32(),
        EndedAt = row.ReadTimeOrNull(),
        Failure = ReadFailure(row),
        EndpointCode = row.ReadText(),
        ConfigVersion = row.ReadInt32(),
        ConfigRevision = row.ReadInt64(),
        CorrelationId = row.ReadText(),
        IdempotencyKey = row.ReadText(),
        TraceParent = row.ReadTextOrNull(),
        ReplayOf = row.ReadGuidOrNull(),
        CreatedAt = row.ReadTime(),
        Context = row.ReadContext(),
        Actor = new LogActor(row.ReadTextOrNull(), row.ReadName<TriggeredBy>()),
        PayloadKeyId = row.ReadTextOrNull(),
        Payload = row.ReadBytes().ToArray(),
    };

    private static DeliveryFailure? ReadFailure(Statement row)
    {
        var (type, lane, message) = (row.ReadNameOrNull<ErrorType>(), row.ReadNameOrNull<ErrorSide>(), row.ReadTextOrNull());
        var (fingerprint, status, mayBeReceived) = (row.ReadTextOrNull(), row.ReadInt32OrNull(), row.ReadBooleanOrNull());
        return type is { } known ? new DeliveryFailure(known, lane ?? ErrorSide.Ours, message ?? "", fingerprint ?? "", status, mayBeReceived ?? true) : null;
    }
}
