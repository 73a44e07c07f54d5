namespace ProKure.Integrations.Configuration.Validation;

internal static class CodeMappingSetChecks
{
    private const int MaxCodeLength = 256;

    public static void Check(CodeMappingSetConfig set, RowFaults faults, KnownRows known)
    {
        FieldChecks.Code(faults, "code", set.Code);
        known.Require(faults, "system_code", new ConfigurationKey(ConfigurationKind.System, null, set.SystemCode));
        FieldChecks.Description(faults, "description", set.Description);
        FieldChecks.Member(faults, "on_missing", set.OnMissing);
        CheckDefault(set, faults, "default_external", set.DefaultExternal);
        CheckDefault(set, faults, "default_internal", set.DefaultInternal);
        CheckMappings(set, faults);
    }

    private static void CheckDefault(CodeMappingSetConfig set, RowFaults faults, string path, string? code)
    {
        if (set.OnMissing == MissingCode.Default && code is null)
            faults.Add(path, "Expected a code, because on_missing is DEFAULT.");
        else if (set.OnMissing != MissingCode.Default && code is not null)
            faults.Add(path, "Expected nothing, because on_missing is not DEFAULT.");
        else if (code is not null)
            FieldChecks.Line(faults, path, code, "a code", MaxCodeLength);
    }

    private static void CheckMappings(CodeMappingSetConfig set, RowFaults faults)
    {
        var firstIndex = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < set.Mappings.Length; i++)
        {
            var (mapping, item) = (set.Mappings[i], WirePath.Item("mappings", i));
            FieldChecks.Line(faults, WirePath.Member(item, "internal"), mapping.Internal, "a code", MaxCodeLength);
            FieldChecks.Line(faults, WirePath.Member(item, "external"), mapping.External, "a code", MaxCodeLength);
            if (!firstIndex.TryAdd(mapping.Internal, i))
            {
                faults.Add(WirePath.Member(item, "internal"),
                    $"The internal code {Shown.Value(mapping.Internal)} is mapped already, by {WirePath.Item("mappings", firstIndex[mapping.Internal])}.");
            }
        }
    }
}
