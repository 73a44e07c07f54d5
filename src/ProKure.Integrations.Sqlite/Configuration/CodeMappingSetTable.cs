using System.Collections.Immutable;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Rows;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

internal sealed class CodeMappingSetTable() : RowTable<CodeMappingSetConfig>(ConfigurationColumns.CodeMappingSets)
{
    private const string SelectMappings = "SELECT internal_code, external_code FROM code_mapping WHERE system_code = ? AND set_code = ? ORDER BY position";

    private const string DeleteMappings = "DELETE FROM code_mapping WHERE system_code = ? AND set_code = ?";

    private const string InsertMapping =
        "INSERT INTO code_mapping (system_code, set_code, position, internal_code, external_code) VALUES (?, ?, ?, ?, ?)";

    protected override CodeMappingSetConfig ReadParts(Connection connection, CodeMappingSetConfig read) =>
        read with { Mappings = ReadMappings(connection, read.SystemCode, read.Code) };

    protected override void PutParts(Connection connection, CodeMappingSetConfig row)
    {
        connection.Prepare(DeleteMappings).Bind(row.SystemCode).Bind(row.Code).Execute();
        for (var position = 0; position < row.Mappings.Length; position++)
        {
            var (internalCode, externalCode) = row.Mappings[position];
            connection.Prepare(InsertMapping).Bind(row.SystemCode).Bind(row.Code).Bind(position).Bind(internalCode).Bind(externalCode).Execute();
        }
    }

    private static ImmutableArray<CodeMapping> ReadMappings(Connection connection, string systemCode, string setCode)
    {
        using var rows = connection.Prepare(SelectMappings).Bind(systemCode).Bind(setCode);
        var mappings = ImmutableArray.CreateBuilder<CodeMapping>();
        while (rows.Step())
            mappings.Add(new CodeMapping(rows.ReadText(), rows.ReadText()));
        return mappings.DrainToImmutable();
    }
}
