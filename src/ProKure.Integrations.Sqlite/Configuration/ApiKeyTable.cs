using System.Collections.Immutable;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Rows;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

internal sealed class ApiKeyTable() : RowTable<ApiKeyConfig>(ConfigurationColumns.ApiKeys)
{
    private const string SelectSystems = "SELECT system_code FROM api_key_system WHERE api_key = ? ORDER BY position";

    private const string DeleteSystems = "DELETE FROM api_key_system WHERE api_key = ?";

    private const string InsertSystem = "INSERT INTO api_key_system (api_key, position, system_code) VALUES (?, ?, ?)";

    protected override ApiKeyConfig ReadParts(Connection connection, ApiKeyConfig read) => read with { Systems = ReadSystems(connection, read.Id) };

    protected override void PutParts(Connection connection, ApiKeyConfig row)
    {
        connection.Prepare(DeleteSystems).Bind(row.Id).Execute();
        for (var position = 0; position < row.Systems.Length; position++)
            connection.Prepare(InsertSystem).Bind(row.Id).Bind(position).Bind(row.Systems[position]).Execute();
    }

    private static ImmutableArray<string> ReadSystems(Connection connection, string id)
    {
        using var rows = connection.Prepare(SelectSystems).Bind(id);
        var systems = ImmutableArray.CreateBuilder<string>();
        while (rows.Step())
            systems.Add(rows.ReadText());
        return systems.DrainToImmutable();
    }
}
