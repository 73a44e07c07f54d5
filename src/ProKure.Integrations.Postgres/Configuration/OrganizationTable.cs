using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

internal sealed class OrganizationTable() : RowTable<OrganizationConfig>("organization", ["code"], ["name", "redaction"])
{
    protected override OrganizationConfig Read(Row row) => new()
    {
        Code = row.ReadText(),
        Name = row.ReadText(),
        Redaction = RedactionConfigJson.Read(row.ReadText()),
    };

    protected override void Bind(Statement statement, OrganizationConfig row) => statement.Bind(row.Code).Bind(row.Name).BindJsonb(RedactionConfigJson.Write(row.Redaction));
}
