using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Retry;

/// <summary>Deliveries as rows of two tables, the same in every database: <c>delivery</c>, which changes, and <c>delivery_content</c>, what was accepted.</summary>
public static class DeliveryColumns
{
    /// <summary>The columns of <c>delivery</c> that a new one has, in the order of <see cref="BindNew"/>.</summary>
    public const string New = """
        id, system_code, priority, order_key, blocks_order, state,
            not_before, attempts_made, first_request_id, first_attempt_at, reason, interruptions, ended_at,
            lane, error_type, error_message, fingerprint, response_status, may_be_received
        """;

    /// <summary>The columns of <c>delivery_content</c> beside the delivery, in the order of <see cref="BindContent"/>.</summary>
    public const string Content = """
        endpoint_code, config_version, config_revision, correlation_id, idempotency_key, trace_parent, replay_of, created_at,
            entity_type, entity_id, operation_type, organization, context_keys, user_id, triggered_by, payload_key_id, payload
        """;

    /// <summary>What <see cref="Read"/> reads, of <c>delivery AS d JOIN delivery_content AS c</c>, without the payload and its key.</summary>
    public const string ColumnsWithoutPayload = """
        d.id, d.system_code, d.priority, d.order_key, d.blocks_order, d.state, d.not_before, d.attempts_made, d.first_request_id, d.first_attempt_at, d.reason,
            d.interruptions, d.ended_at, d.error_type, d.lane, d.error_message, d.fingerprint, d.response_status, d.may_be_received,
            c.endpoint_code, c.config_version, c.config_revision, c.correlation_id, c.idempotency_key, c.trace_parent, c.replay_of, c.created_at,
            c.entity_type, c.entity_id, c.operation_type, c.organization, c.context_keys, c.user_id, c.triggered_by
        """;

    /// <summary>With the payload.</summary>
    public const string Columns = $"{ColumnsWithoutPayload}, c.payload_key_id, c.payload";

    private static readonly DeliveryColumnsJson Json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Binds a new row of <c>delivery</c>.</summary>
    public static TWriter BindNew<TWriter>(this TWriter writer, Delivery delivery) where TWriter : IRowWriter<TWriter> => writer
        .Bind(delivery.Id).Bind(delivery.SystemCode).Bind(delivery.Priority).BindStorable(delivery.OrderKey).Bind(delivery.BlocksOrder).Bind(delivery.State)
        .BindProgress(delivery);

    /// <summary>
    /// Binds what a release or a revision changes: <c>not_before, attempts_made, first_request_id, first_attempt_at, reason, interruptions, ended_at, lane, error_type, error_message, fingerprint,
    /// response_status, may_be_received</c>.
    /// </summary>
    public static TWriter BindProgress<TWriter>(this TWriter writer, Delivery delivery) where TWriter : IRowWriter<TWriter> => writer
        .Bind(delivery.NotBefore).Bind(delivery.AttemptsMade).Bind(delivery.FirstRequestId).Bind(delivery.FirstAttemptAt).BindStorable(delivery.Reason)
        .Bind(delivery.Interruptions).Bind(delivery.EndedAt)
        .Bind(delivery.Failure?.Lane ?? (delivery.State == DeliveryState.Dead ? ErrorSide.Ours : null))
        .Bind(delivery.Failure?.Type).BindStorable(delivery.Failure?.Message).BindStorable(delivery.Failure?.Fingerprint).Bind(delivery.Failure?.ResponseStatus)
        .Bind(delivery.Failure?.MayHaveBeenReceived);

    /// <summary>Binds a new row of <c>delivery_content</c>.</summary>
    public static TWriter BindContent<TWriter>(this TWriter writer, Delivery delivery) where TWriter : IRowWriter<TWriter> => writer
        .Bind(delivery.EndpointCode).Bind(delivery.ConfigVersion).Bind(delivery.ConfigRevision)
        .BindStorable(delivery.CorrelationId).BindStorable(delivery.IdempotencyKey).Bind(delivery.TraceParent).Bind(delivery.ReplayOf).Bind(delivery.CreatedAt)
        .BindStorable(delivery.Context.EntityType).BindStorable(delivery.Context.EntityId)
        .BindStorable(delivery.Context.OperationType).BindStorable(delivery.Context.Organization)
        .BindJson(delivery.Context.Keys.Count == 0 ? null : JsonSerializer.Serialize(delivery.Context.Keys, Json.IReadOnlyDictionaryStringString))
        .BindStorable(delivery.Actor.UserId).Bind(delivery.Actor.TriggeredBy)
        .Bind(delivery.PayloadKeyId).Bind(delivery.Payload);

    /// <summary>Reads <see cref="Columns"/>.</summary>
    public static Delivery Read(IRowReader row) => new()
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
        Context = ReadContext(row),
        Actor = new LogActor(row.ReadTextOrNull(), row.ReadName<TriggeredBy>()),
        PayloadKeyId = row.ReadTextOrNull(),
        Payload = row.ReadBytes(),
    };

    private static LogContext ReadContext(IRowReader row) => new()
    {
        EntityType = row.ReadTextOrNull(),
        EntityId = row.ReadTextOrNull(),
        OperationType = row.ReadTextOrNull(),
        Organization = row.ReadTextOrNull(),
        Keys = row.ReadTextOrNull() is { } keys ? JsonSerializer.Deserialize(keys, Json.IReadOnlyDictionaryStringString)! : LogContext.None.Keys,
    };

    private static DeliveryFailure? ReadFailure(IRowReader row)
    {
        var (type, lane, message) = (row.ReadNameOrNull<ErrorType>(), row.ReadNameOrNull<ErrorSide>(), row.ReadTextOrNull());
        var (fingerprint, status, mayBeReceived) = (row.ReadTextOrNull(), row.ReadInt32OrNull(), row.ReadBooleanOrNull());
        return type is { } known ? new DeliveryFailure(known, lane ?? ErrorSide.Ours, message ?? "", fingerprint ?? "", status, mayBeReceived ?? true) : null;
    }
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class DeliveryColumnsJson : JsonSerializerContext;
