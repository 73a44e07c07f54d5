using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

internal sealed class SystemTable() : RowTable<SystemConfig>(
    "external_system",
    ["code"],
    ["name", "organization", "base_url", "enabled", "connect_timeout_ms", "timeout_ms", "max_connections", "headers", "redacted_fields"])
{
    protected override SystemConfig Read(Connection connection, Statement row) => new()
    {
        Code = row.ReadText(),
        Name = row.ReadText(),
        Organization = row.ReadTextOrNull(),
        BaseUrl = new Uri(row.ReadText()),
        Enabled = row.ReadBoolean(),
        ConnectTimeout = row.ReadDuration(),
        Timeout = row.ReadDuration(),
        MaxConnections = row.ReadInt32(),
        Headers = row.ReadMap(),
        RedactedFields = row.ReadList(),
    };

    protected override void Bind(Statement statement, SystemConfig row) => statement
        .Bind(row.Code).Bind(row.Name).Bind(row.Organization).Bind(row.BaseUrl.OriginalString).Bind(row.Enabled)
        .Bind(row.ConnectTimeout).Bind(row.Timeout).Bind(row.MaxConnections).Bind(row.Headers).Bind(row.RedactedFields);

    protected override IEnumerable<(string Field, ConfigurationKey Key)> References(SystemConfig row)
    {
        if (row.Organization is not null)
            yield return ("organization", new ConfigurationKey(ConfigurationKind.Organization, null, row.Organization));
    }
}
