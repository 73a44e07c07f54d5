using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

internal sealed class OrganizationTable() : RowTable<OrganizationConfig>("organization", ["code"], ["name", "redaction"])
{
    protected override OrganizationConfig Read(Connection connection, Statement row) => new()
    {
        Code = row.ReadText(),
        Name = row.ReadText(),
        Redaction = RedactionConfigJson.Read(row.ReadText()),
    };

    protected override void Bind(Statement statement, OrganizationConfig row) => statement.Bind(row.Code).Bind(row.Name).Bind(RedactionConfigJson.Write(row.Redaction));
}
