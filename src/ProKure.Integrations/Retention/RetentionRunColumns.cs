using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Retention;

/// <summary>A run of retention as a row, the same in every database.</summary>
public static class RetentionRunColumns
{
    /// <summary>The columns, in the order in which they are bound and read.</summary>
    public const string Columns = "id, is_dry_run, requested_by, requested_at, status, instance_id, started_at, ended_at, fault, report";

    /// <summary>Binds them.</summary>
    public static TWriter Bind<TWriter>(this TWriter writer, RetentionRun run) where TWriter : IRowWriter<TWriter> => writer
        .Bind(run.Id).Bind(run.IsDryRun).BindStorable(run.RequestedBy).Bind(run.RequestedAt).Bind(run.Status).Bind(run.InstanceId).Bind(run.StartedAt).Bind(run.EndedAt)
        .BindStorable(run.Fault).BindJson(RetentionJson.Write(run.Report));

    /// <summary>Reads them.</summary>
    public static RetentionRun Read(IRowReader row) => new()
    {
        Id = row.ReadGuid(),
        IsDryRun = row.ReadBoolean(),
        RequestedBy = row.ReadText(),
        RequestedAt = row.ReadTime(),
        Status = row.ReadName<RetentionRunStatus>(),
        InstanceId = row.ReadTextOrNull(),
        StartedAt = row.ReadTimeOrNull(),
        EndedAt = row.ReadTimeOrNull(),
        Fault = row.ReadTextOrNull(),
        Report = RetentionJson.ReadReport(row.ReadText()),
    };
}
