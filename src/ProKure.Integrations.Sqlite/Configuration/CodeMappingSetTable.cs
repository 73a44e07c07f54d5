using System.Collections.Immutable;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

internal sealed class CodeMappingSetTable() : RowTable<CodeMappingSetConfig>(
    "code_mapping_set", ["system_code", "code"], ["description", "on_missing", "default_external", "default_internal"])
{
    private const string SelectMappings = "SELECT internal_code, external_code FROM code_mapping WHERE system_code = ? AND set_code = ? ORDER BY position";

    private const string DeleteMappings = "DELETE FROM code_mapping WHERE system_code = ? AND set_code = ?";

    private const string InsertMapping =
        "INSERT INTO code_mapping (system_code, set_code, position, internal_code, external_code) VALUES (?, ?, ?, ?, ?)";

    protected override CodeMappingSetConfig Read(Connection connection, Statement row)
    {
        var (systemCode, code) = (row.ReadText(), row.ReadText());
        return new CodeMappingSetConfig
        {
            SystemCode = systemCode,
            Code = code,
            Description = row.ReadTextOrNull(),
            OnMissing = row.ReadName<MissingCode>(),
            DefaultExternal = row.ReadTextOrNull(),
            DefaultInternal = row.ReadTextOrNull(),
            Mappings = ReadMappings(connection, systemCode, code),
        };
    }

    protected override void Bind(Statement statement, CodeMappingSetConfig row) => statement
        .Bind(row.SystemCode).Bind(row.Code).Bind(row.Description).Bind(row.OnMissing).Bind(row.DefaultExternal).Bind(row.DefaultInternal);

    protected override void PutParts(Connection connection, CodeMappingSetConfig row)
    {
        connection.Prepare(DeleteMappings).Bind(row.SystemCode).Bind(row.Code).Execute();
        for (var position = 0; position < row.Mappings.Length; position++)
        {
            var (internalCode, externalCode) = row.Mappings[position];
            connection.Prepare(InsertMapping).Bind(row.SystemCode).Bind(row.Code).Bind(position).Bind(internalCode).Bind(externalCode).Execute();
        }
    }

    protected override IEnumerable<(string Field, ConfigurationKey Key)> References(CodeMappingSetConfig row) =>
        [("system_code", SystemKey(row.SystemCode))];

    private static ImmutableArray<CodeMapping> ReadMappings(Connection connection, string systemCode, string setCode)
    {
        using var rows = connection.Prepare(SelectMappings).Bind(systemCode).Bind(setCode);
        var mappings = ImmutableArray.CreateBuilder<CodeMapping>();
        while (rows.Step())
            mappings.Add(new CodeMapping(rows.ReadText(), rows.ReadText()));
        return mappings.DrainToImmutable();
    }
}
