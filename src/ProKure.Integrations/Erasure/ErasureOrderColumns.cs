using System.Text.Json;
using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Erasure;

/// <summary>An order to erase as a row, the same in every database.</summary>
public static class ErasureOrderColumns
{
    /// <summary>The columns, in the order in which they are bound and read.</summary>
    public const string Columns = "id, entity_type, entity_id, reason, state, created_at, created_by, decided_at, decided_by, ended_at, looked_at, report";

    /// <summary>Binds them.</summary>
    public static TWriter Bind<TWriter>(this TWriter writer, ErasureOrder order) where TWriter : IRowWriter<TWriter> => writer
        .Bind(order.Id).BindStorable(order.Entity.Type).BindStorable(order.Entity.Id).BindStorable(order.Reason).Bind(order.State).Bind(order.CreatedAt)
        .BindStorable(order.CreatedBy).Bind(order.DecidedAt).BindStorable(order.DecidedBy).Bind(order.EndedAt).Bind(order.LookedAt).Bind(order.Report);

    /// <summary>Reads them.</summary>
    public static ErasureOrder Read(IRowReader row) => new()
    {
        Id = row.ReadGuid(),
        Entity = new BusinessEntity(row.ReadText(), row.ReadText()),
        Reason = row.ReadText(),
        State = row.ReadName<ErasureState>(),
        CreatedAt = row.ReadTime(),
        CreatedBy = row.ReadText(),
        DecidedAt = row.ReadTimeOrNull(),
        DecidedBy = row.ReadTextOrNull(),
        EndedAt = row.ReadTimeOrNull(),
        LookedAt = row.ReadTimeOrNull(),
        Report = row.ReadTextOrNull() is { } report ? JsonSerializer.Deserialize(report, ErasureReportJson.Default.ErasureReport) : null,
    };

    /// <summary>Binds the last column.</summary>
    public static TWriter Bind<TWriter>(this TWriter writer, ErasureReport? report) where TWriter : IRowWriter<TWriter> =>
        writer.BindJson(report is null ? null : JsonSerializer.Serialize(report, ErasureReportJson.Default.ErasureReport));
}
