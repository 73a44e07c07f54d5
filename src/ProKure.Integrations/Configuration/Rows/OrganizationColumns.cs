using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class OrganizationColumns() : RowColumns<OrganizationConfig>("organization", ["code"], ["name", "redaction"])
{
    public override OrganizationConfig Read(IRowReader row) => new()
    {
        Code = row.ReadText(),
        Name = row.ReadText(),
        Redaction = RedactionConfigJson.Read(row.ReadText()),
    };

    public override void Bind<TWriter>(TWriter writer, OrganizationConfig row) => writer.Bind(row.Code).Bind(row.Name).BindDocument(RedactionConfigJson.Write(row.Redaction));
}
