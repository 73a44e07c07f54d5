using NpgsqlTypes;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Rows;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

internal sealed class CodeMappingSetTable() : RowTable<CodeMappingSetConfig>(ConfigurationColumns.CodeMappingSets, MappingsOf("internal_code"), MappingsOf("external_code"))
{
    private const string DeleteMappings = "DELETE FROM code_mapping WHERE system_code = $1 AND set_code = $2";

    private const string InsertMappings = """
        INSERT INTO code_mapping (system_code, set_code, position, internal_code, external_code)
        SELECT $1, $2, position - 1, internal_code, external_code
        FROM unnest($3, $4) WITH ORDINALITY AS given (internal_code, external_code, position)
        """;

    protected override CodeMappingSetConfig ReadParts(Row row, CodeMappingSetConfig read)
    {
        var (internalCodes, externalCodes) = (row.ReadMany<string>(), row.ReadMany<string>());
        return read with { Mappings = [.. internalCodes.Zip(externalCodes, (ours, theirs) => new CodeMapping(ours, theirs))] };
    }

    protected override IEnumerable<Statement> PutParts(CodeMappingSetConfig row) =>
    [
        new Statement(DeleteMappings).Bind(row.SystemCode).Bind(row.Code),
        new Statement(InsertMappings).Bind(row.SystemCode).Bind(row.Code)
            .BindMany(row.Mappings.Select(mapping => mapping.Internal).ToArray(), NpgsqlDbType.Text)
            .BindMany(row.Mappings.Select(mapping => mapping.External).ToArray(), NpgsqlDbType.Text),
    ];

    private static string MappingsOf(string column) => $"""
        ARRAY(SELECT m.{column}::text FROM code_mapping AS m
            WHERE m.system_code = code_mapping_set.system_code AND m.set_code = code_mapping_set.code ORDER BY m.position)
        """;
}
