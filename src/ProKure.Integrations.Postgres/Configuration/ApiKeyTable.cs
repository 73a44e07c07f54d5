using NpgsqlTypes;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Rows;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

internal sealed class ApiKeyTable() : RowTable<ApiKeyConfig>(
    ConfigurationColumns.ApiKeys, "ARRAY(SELECT s.system_code::text FROM api_key_system AS s WHERE s.api_key = api_key.id ORDER BY s.position)")
{
    private const string DeleteSystems = "DELETE FROM api_key_system WHERE api_key = $1";

    private const string InsertSystems = """
        INSERT INTO api_key_system (api_key, position, system_code)
        SELECT $1, position - 1, system_code FROM unnest($2) WITH ORDINALITY AS given (system_code, position)
        """;

    protected override ApiKeyConfig ReadParts(Row row, ApiKeyConfig read) => read with { Systems = [.. row.ReadMany<string>()] };

    protected override IEnumerable<Statement> PutParts(ApiKeyConfig row) =>
    [
        new Statement(DeleteSystems).Bind(row.Id),
        new Statement(InsertSystems).Bind(row.Id).BindMany([.. row.Systems], NpgsqlDbType.Text),
    ];
}
