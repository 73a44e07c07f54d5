using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class ApiKeyColumns() : RowColumns<ApiKeyConfig>("api_key", ["id"], ["name", "secret_hash", "scopes", "expires_at", "enabled"])
{
    public override ApiKeyConfig Read(IRowReader row) => new()
    {
        Id = row.ReadText(),
        Name = row.ReadText(),
        SecretHash = row.ReadText(),
        Scopes = row.ReadList(),
        ExpiresAt = row.ReadTimeOrNull(),
        Enabled = row.ReadBoolean(),
    };

    public override void Bind<TWriter>(TWriter writer, ApiKeyConfig row) => writer
        .Bind(row.Id).Bind(row.Name).Bind(row.SecretHash).Bind(row.Scopes).Bind(row.ExpiresAt).Bind(row.Enabled);

    public override IEnumerable<(string Field, ConfigurationKey Key)> References(ApiKeyConfig row) =>
        row.Systems.Select(system => ("systems", SystemKey(system)));
}
