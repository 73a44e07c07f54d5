using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class TransformColumns() : RowColumns<TransformConfig>(
    "transform", ["system_code", "code"], ["description", "published", "published_version", "draft", "enabled"])
{
    public override TransformConfig Read(IRowReader row) => new()
    {
        SystemCode = row.ReadText(),
        Code = row.ReadText(),
        Description = row.ReadTextOrNull(),
        Published = row.ReadTextOrNull(),
        PublishedVersion = row.ReadInt32(),
        Draft = row.ReadTextOrNull(),
        Enabled = row.ReadBoolean(),
    };

    public override void Bind<TWriter>(TWriter writer, TransformConfig row) => writer
        .Bind(row.SystemCode).Bind(row.Code).Bind(row.Description).Bind(row.Published).Bind(row.PublishedVersion).Bind(row.Draft).Bind(row.Enabled);

    public override IEnumerable<(string Field, ConfigurationKey Key)> References(TransformConfig row) => [("system_code", SystemKey(row.SystemCode))];
}
