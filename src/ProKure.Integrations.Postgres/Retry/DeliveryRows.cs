using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>Deliveries as rows of two tables: what changes, and what was accepted.</summary>
internal static class DeliveryRows
{
    /// <summary>The columns that <see cref="Read"/> reads, of <c>delivery AS d JOIN delivery_content AS c</c>, without the payload.</summary>
    public const string ColumnsWithoutPayload = """
        d.id, d.system_code, d.priority, d.order_key, d.blocks_order, d.state, d.not_before, d.attempts_made, d.first_request_id, d.first_attempt_at, d.reason,
            d.interruptions, d.ended_at, d.error_type, d.lane, d.error_message, d.fingerprint, d.response_status, d.may_be_received,
            c.endpoint_code, c.config_version, c.config_revision, c.correlation_id, c.idempotency_key, c.trace_parent, c.replay_of, c.created_at,
            c.entity_type, c.entity_id, c.operation_type, c.organization, c.context_keys, c.user_id, c.triggered_by
        """;

    /// <summary>With the payload.</summary>
    public const string Columns = $"{ColumnsWithoutPayload}, c.payload_key_id, c.payload";

    public const string Tables = "delivery AS d JOIN delivery_content AS c ON c.delivery_id = d.id";

    // The second half waits for the first: a delivery that is there already gets no content. One that has an order key waits where another has its turn.
    private const string Insert = $"""
        WITH accepted AS (
            INSERT INTO delivery (
                id, system_code, priority, order_key, blocks_order, state,
                not_before, attempts_made, first_request_id, first_attempt_at, reason, interruptions, ended_at,
                lane, error_type, error_message, fingerprint, response_status, may_be_received)
            VALUES ($1, $2, $3, $4, $5,
                CASE WHEN $6 = 'QUEUED' AND EXISTS (SELECT FROM delivery WHERE order_key = $4 AND {EntityTurn.HasTurn}) THEN 'WAITING' ELSE $6 END,
                $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            ON CONFLICT (id) DO NOTHING RETURNING id)
        INSERT INTO delivery_content (
            delivery_id, endpoint_code, config_version, config_revision, correlation_id, idempotency_key, trace_parent, replay_of, created_at,
            entity_type, entity_id, operation_type, organization, context_keys, user_id, triggered_by, payload_key_id, payload)
        SELECT id, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36 FROM accepted
        """;

    internal const string FindOne = $"SELECT {Columns} FROM {Tables} WHERE d.id = $1";

    internal const string FindDead = $"SELECT {Columns} FROM {Tables} WHERE d.state = 'DEAD' AND d.reason = $1 AND d.id > $2 ORDER BY d.id LIMIT $3";

    public static Statement InsertOf(Delivery delivery) => new Statement(Insert)
        .Bind(delivery.Id).Bind(delivery.SystemCode).Bind(delivery.Priority).BindStorable(delivery.OrderKey).Bind(delivery.BlocksOrder).Bind(delivery.State)
        .BindProgress(delivery)
        .Bind(delivery.EndpointCode).Bind(delivery.ConfigVersion).Bind(delivery.ConfigRevision)
        .BindStorable(delivery.CorrelationId).BindStorable(delivery.IdempotencyKey).Bind(delivery.TraceParent).Bind(delivery.ReplayOf).Bind(delivery.CreatedAt)
        .Bind(delivery.Context).BindStorable(delivery.Actor.UserId).Bind(delivery.Actor.TriggeredBy)
        .Bind(delivery.PayloadKeyId).Bind(delivery.Payload);

    /// <summary>
    /// Binds <c>not_before, attempts_made, first_request_id, first_attempt_at, reason, interruptions, ended_at, lane, error_type, error_message, fingerprint,
    /// response_status, may_be_received</c>.
    /// </summary>
    public static Statement BindProgress(this Statement statement, Delivery delivery) => statement
        .Bind(delivery.NotBefore).Bind(delivery.AttemptsMade).Bind(delivery.FirstRequestId).Bind(delivery.FirstAttemptAt).BindStorable(delivery.Reason)
        .Bind(delivery.Interruptions).Bind(delivery.EndedAt)
        .Bind(delivery.Failure?.Lane ?? (delivery.State == DeliveryState.Dead ? ErrorSide.Ours : null))
        .Bind(delivery.Failure?.Type).BindStorable(delivery.Failure?.Message).BindStorable(delivery.Failure?.Fingerprint).Bind(delivery.Failure?.ResponseStatus)
        .Bind(delivery.Failure?.MayHaveBeenReceived);

    /// <summary>Reads what <see cref="DeliveryClaimSql"/> gives.</summary>
    public static DeliveryLease ReadLease(Row row, string owner)
    {
        var (token, until, wasInterrupted) = (row.ReadInt64(), row.ReadTime(), row.ReadBoolean());
        return new DeliveryLease(Read(row), owner, token, until, wasInterrupted);
    }

    public static Delivery Read(Row row) => new()
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
        Payload = row.ReadBytes(),
    };

    private static DeliveryFailure? ReadFailure(Row row)
    {
        var (type, lane, message) = (row.ReadNameOrNull<ErrorType>(), row.ReadNameOrNull<ErrorSide>(), row.ReadTextOrNull());
        var (fingerprint, status, mayBeReceived) = (row.ReadTextOrNull(), row.ReadInt32OrNull(), row.ReadBooleanOrNull());
        return type is { } known ? new DeliveryFailure(known, lane ?? ErrorSide.Ours, message ?? "", fingerprint ?? "", status, mayBeReceived ?? true) : null;
    }
}
