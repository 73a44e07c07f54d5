using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class CodeMappingSetColumns() : RowColumns<CodeMappingSetConfig>(
    "code_mapping_set", ["system_code", "code"], ["description", "on_missing", "default_external", "default_internal"])
{
    public override CodeMappingSetConfig Read(IRowReader row) => new()
    {
        SystemCode = row.ReadText(),
        Code = row.ReadText(),
        Description = row.ReadTextOrNull(),
        OnMissing = row.ReadName<MissingCode>(),
        DefaultExternal = row.ReadTextOrNull(),
        DefaultInternal = row.ReadTextOrNull(),
    };

    public override void Bind<TWriter>(TWriter writer, CodeMappingSetConfig row) => writer
        .Bind(row.SystemCode).Bind(row.Code).Bind(row.Description).Bind(row.OnMissing).Bind(row.DefaultExternal).Bind(row.DefaultInternal);

    public override IEnumerable<(string Field, ConfigurationKey Key)> References(CodeMappingSetConfig row) =>
        [("system_code", SystemKey(row.SystemCode))];
}
