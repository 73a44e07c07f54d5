using ProKure.Integrations.Logging;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>Deliveries as rows of two tables: what changes, and what was accepted.</summary>
internal static class DeliveryRows
{
    private const string Columns = """
        d.id, d.state, d.not_before, d.attempts_made, d.first_request_id, d.first_attempt_at, d.reason,
            c.system_code, c.endpoint_code, c.config_version, c.correlation_id, c.idempotency_key, c.created_at,
            c.entity_type, c.entity_id, c.operation_type, c.organization, c.context_keys, c.user_id, c.triggered_by, c.payload
        """;

    // The second half waits for the first: a delivery that is there already gets no content.
    private const string Insert = """
        WITH accepted AS (
            INSERT INTO delivery (id, state, not_before, attempts_made, first_request_id, first_attempt_at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO NOTHING RETURNING id)
        INSERT INTO delivery_content (
            delivery_id, system_code, endpoint_code, config_version, correlation_id, idempotency_key, created_at,
            entity_type, entity_id, operation_type, organization, context_keys, user_id, triggered_by, payload)
        SELECT id, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21 FROM accepted
        """;

    internal const string FindOne = $"SELECT {Columns} FROM delivery AS d JOIN delivery_content AS c ON c.delivery_id = d.id WHERE d.id = $1";

    internal const string FindDead = $"""
        SELECT {Columns} FROM delivery AS d JOIN delivery_content AS c ON c.delivery_id = d.id
        WHERE d.state = 'DEAD' AND d.reason = $1 AND d.id > $2 ORDER BY d.id LIMIT $3
        """;

    // Each half takes the longest due from its index; rows that another hub is just claiming are passed over, so nobody waits. Both halves may lock as many as
    // were asked for; what is locked but not taken is free again at the end of the statement. The outer order is that in which they became due.
    internal const string Claim = $"""
        WITH queued AS (
            SELECT id, false AS was_interrupted, not_before AS due FROM delivery
            WHERE state = 'QUEUED' AND not_before <= now() ORDER BY not_before, id LIMIT $2 FOR UPDATE SKIP LOCKED),
        left_running AS (
            SELECT id, true AS was_interrupted, lease_until AS due FROM delivery
            WHERE state = 'RUNNING' AND lease_until <= now() ORDER BY lease_until, id LIMIT $2 FOR UPDATE SKIP LOCKED),
        due AS (SELECT * FROM (SELECT * FROM queued UNION ALL SELECT * FROM left_running) AS either ORDER BY due, id LIMIT $2),
        d AS (
            UPDATE delivery SET state = 'RUNNING', fencing_token = fencing_token + 1, lease_owner = $1, lease_until = date_trunc('milliseconds', now() + $3)
            FROM due WHERE delivery.id = due.id RETURNING delivery.*, due.was_interrupted, due.due)
        SELECT d.fencing_token, d.lease_until, d.was_interrupted, {Columns}
        FROM d JOIN delivery_content AS c ON c.delivery_id = d.id ORDER BY d.due, d.id
        """;

    public static Statement InsertOf(Delivery delivery) => new Statement(Insert)
        .Bind(delivery.Id).BindProgress(delivery)
        .Bind(delivery.SystemCode).Bind(delivery.EndpointCode).Bind(delivery.ConfigVersion)
        .BindStorable(delivery.CorrelationId).BindStorable(delivery.IdempotencyKey).Bind(delivery.CreatedAt)
        .Bind(delivery.Context).BindStorable(delivery.Actor.UserId).Bind(delivery.Actor.TriggeredBy).Bind(delivery.Payload);

    /// <summary>Binds <c>state, not_before, attempts_made, first_request_id, first_attempt_at, reason</c>.</summary>
    public static Statement BindProgress(this Statement statement, Delivery delivery) => statement
        .Bind(delivery.State).Bind(delivery.NotBefore).Bind(delivery.AttemptsMade)
        .Bind(delivery.FirstRequestId).Bind(delivery.FirstAttemptAt).BindStorable(delivery.Reason);

    /// <summary>Reads what <see cref="Claim"/> gives.</summary>
    public static DeliveryLease ReadLease(Row row, string owner)
    {
        var (token, until, wasInterrupted) = (row.ReadInt64(), row.ReadTime(), row.ReadBoolean());
        return new DeliveryLease(Read(row), owner, token, until, wasInterrupted);
    }

    public static Delivery Read(Row row) => new()
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
        Payload = row.ReadBytes(),
    };
}
