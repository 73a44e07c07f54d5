using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class RetentionClassColumns() : RowColumns<RetentionClassConfig>(
    "retention_class", ["code"], ["name", "log_days", "metadata_days", "object_days", "archive", "archive_after_days", "archive_days"])
{
    public override RetentionClassConfig Read(IRowReader row) => new()
    {
        Code = row.ReadText(),
        Name = row.ReadTextOrNull(),
        LogDays = row.ReadInt32(),
        MetadataDays = row.ReadInt32OrNull(),
        ObjectDays = row.ReadInt32OrNull(),
        Archive = row.ReadBoolean(),
        ArchiveAfterDays = row.ReadInt32(),
        ArchiveDays = row.ReadInt32OrNull(),
    };

    public override void Bind<TWriter>(TWriter writer, RetentionClassConfig row) => writer
        .Bind(row.Code).Bind(row.Name).Bind(row.LogDays).Bind(row.MetadataDays).Bind(row.ObjectDays)
        .Bind(row.Archive).Bind(row.ArchiveAfterDays).Bind(row.ArchiveDays);
}
