using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

internal sealed class TransformTable() : RowTable<TransformConfig>(
    "transform", ["system_code", "code"], ["description", "published", "published_version", "draft", "enabled"])
{
    protected override TransformConfig Read(Row row) => new()
    {
        SystemCode = row.ReadText(),
        Code = row.ReadText(),
        Description = row.ReadTextOrNull(),
        Published = row.ReadTextOrNull(),
        PublishedVersion = row.ReadInt32(),
        Draft = row.ReadTextOrNull(),
        Enabled = row.ReadBoolean(),
    };

    protected override void Bind(Statement statement, TransformConfig row) => statement
        .Bind(row.SystemCode).Bind(row.Code).Bind(row.Description).Bind(row.Published).Bind(row.PublishedVersion).Bind(row.Draft).Bind(row.Enabled);

    protected override IEnumerable<(string Field, ConfigurationKey Key)> References(TransformConfig row) => [("system_code", SystemKey(row.SystemCode))];
}
