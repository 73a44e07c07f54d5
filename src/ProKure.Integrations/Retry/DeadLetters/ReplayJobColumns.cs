using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Retry.DeadLetters;

/// <summary>A replay job as a row, the same in every database.</summary>
public static class ReplayJobColumns
{
    /// <summary>The columns, in the order in which they are bound and read.</summary>
    public const string Columns = """
        id, state, filter, rate, config, accept_duplicates, note, created_at, created_by, changed_by, total, replayed, skipped, after_id, finished_at
        """;

    /// <summary>Binds them.</summary>
    public static TWriter Bind<TWriter>(this TWriter writer, ReplayJob job) where TWriter : IRowWriter<TWriter> => writer
        .Bind(job.Id).Bind(job.State).BindJson(DeliveryFilterJson.Write(job.Filter)).Bind(job.Rate).Bind(job.Config).Bind(job.AcceptDuplicates).BindStorable(job.Note)
        .Bind(job.CreatedAt).BindStorable(job.CreatedBy).BindStorable(job.ChangedBy).Bind(job.Total).Bind(job.Replayed).Bind(job.Skipped)
        .Bind(job.After).Bind(job.FinishedAt);

    /// <summary>Reads them.</summary>
    public static ReplayJob Read(IRowReader row) => new()
    {
        Id = row.ReadGuid(),
        State = row.ReadName<ReplayJobState>(),
        Filter = DeliveryFilterJson.Read(row.ReadText()),
        Rate = row.ReadDouble(),
        Config = row.ReadName<ConfigChoice>(),
        AcceptDuplicates = row.ReadBoolean(),
        Note = row.ReadTextOrNull(),
        CreatedAt = row.ReadTime(),
        CreatedBy = row.ReadText(),
        ChangedBy = row.ReadText(),
        Total = row.ReadInt32(),
        Replayed = row.ReadInt32(),
        Skipped = row.ReadInt32(),
        After = row.ReadGuidOrNull(),
        FinishedAt = row.ReadTimeOrNull(),
    };
}
