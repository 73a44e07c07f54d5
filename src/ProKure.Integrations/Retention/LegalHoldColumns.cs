using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Retention;

/// <summary>A legal hold as a row, the same in every database.</summary>
public static class LegalHoldColumns
{
    /// <summary>The columns, in the order in which they are bound and read.</summary>
    public const string Columns = """
        id, request_id, correlation_id, entity_type, entity_id, system_code, endpoint_code, started_from, started_to, reason, placed_at, placed_by,
        released_at, released_by, cleared_at
        """;

    /// <summary>Binds them.</summary>
    public static TWriter Bind<TWriter>(this TWriter writer, LegalHold hold) where TWriter : IRowWriter<TWriter> => writer
        .Bind(hold.Id).Bind(hold.Scope.RequestId).BindStorable(hold.Scope.CorrelationId).BindStorable(hold.Scope.EntityType).BindStorable(hold.Scope.EntityId)
        .BindStorable(hold.Scope.SystemCode).BindStorable(hold.Scope.EndpointCode).Bind(hold.Scope.From).Bind(hold.Scope.To).BindStorable(hold.Reason)
        .Bind(hold.PlacedAt).BindStorable(hold.PlacedBy).Bind(hold.ReleasedAt).BindStorable(hold.ReleasedBy).Bind(hold.ClearedAt);

    /// <summary>Reads them.</summary>
    public static LegalHold Read(IRowReader row) => new()
    {
        Id = row.ReadGuid(),
        Scope = new HoldScope
        {
            RequestId = row.ReadGuidOrNull(),
            CorrelationId = row.ReadTextOrNull(),
            EntityType = row.ReadTextOrNull(),
            EntityId = row.ReadTextOrNull(),
            SystemCode = row.ReadTextOrNull(),
            EndpointCode = row.ReadTextOrNull(),
            From = row.ReadTimeOrNull(),
            To = row.ReadTimeOrNull(),
        },
        Reason = row.ReadText(),
        PlacedAt = row.ReadTime(),
        PlacedBy = row.ReadText(),
        ReleasedAt = row.ReadTimeOrNull(),
        ReleasedBy = row.ReadTextOrNull(),
        ClearedAt = row.ReadTimeOrNull(),
    };
}
