using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

internal sealed class RetentionClassTable() : RowTable<RetentionClassConfig>(
    "retention_class", ["code"], ["name", "log_days", "metadata_days", "object_days", "archive", "archive_after_days", "archive_days"])
{
    protected override RetentionClassConfig Read(Connection connection, Statement row) => new()
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

    protected override void Bind(Statement statement, RetentionClassConfig row) => statement
        .Bind(row.Code).Bind(row.Name).Bind(row.LogDays).Bind(row.MetadataDays).Bind(row.ObjectDays)
        .Bind(row.Archive).Bind(row.ArchiveAfterDays).Bind(row.ArchiveDays);
}
