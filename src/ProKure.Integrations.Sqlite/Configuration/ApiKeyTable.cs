using System.Collections.Immutable;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

internal sealed class ApiKeyTable() : RowTable<ApiKeyConfig>("api_key", ["id"], ["name", "secret_hash", "scopes", "expires_at", "enabled"])
{
    private const string SelectSystems = "SELECT system_code FROM api_key_system WHERE api_key = ? ORDER BY position";

    private const string DeleteSystems = "DELETE FROM api_key_system WHERE api_key = ?";

    private const string InsertSystem = "INSERT INTO api_key_system (api_key, position, system_code) VALUES (?, ?, ?)";

    protected override ApiKeyConfig Read(Connection connection, Statement row)
    {
        var id = row.ReadText();
        return new ApiKeyConfig
        {
            Id = id,
            Name = row.ReadText(),
            SecretHash = row.ReadText(),
            Scopes = row.ReadList(),
            ExpiresAt = row.ReadTimeOrNull(),
            Enabled = row.ReadBoolean(),
            Systems = ReadSystems(connection, id),
        };
    }

    protected override void Bind(Statement statement, ApiKeyConfig row) => statement
        .Bind(row.Id).Bind(row.Name).Bind(row.SecretHash).Bind(row.Scopes).Bind(row.ExpiresAt).Bind(row.Enabled);

    protected override void PutParts(Connection connection, ApiKeyConfig row)
    {
        connection.Prepare(DeleteSystems).Bind(row.Id).Execute();
        for (var position = 0; position < row.Systems.Length; position++)
            connection.Prepare(InsertSystem).Bind(row.Id).Bind(position).Bind(row.Systems[position]).Execute();
    }

    protected override IEnumerable<(string Field, ConfigurationKey Key)> References(ApiKeyConfig row) =>
        row.Systems.Select(system => ("systems", SystemKey(system)));

    private static ImmutableArray<string> ReadSystems(Connection connection, string id)
    {
        using var rows = connection.Prepare(SelectSystems).Bind(id);
        var systems = ImmutableArray.CreateBuilder<string>();
        while (rows.Step())
            systems.Add(rows.ReadText());
        return systems.DrainToImmutable();
    }
}
