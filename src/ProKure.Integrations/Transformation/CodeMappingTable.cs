using System.Collections.Frozen;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Transformation;

/// <summary>One code mapping set, looked up both ways.</summary>
internal sealed class CodeMappingTable
{
    private readonly CodeMappingSetConfig _set;
    private readonly FrozenDictionary<string, string> _external;
    private readonly FrozenDictionary<string, string> _internal;

    public CodeMappingTable(CodeMappingSetConfig set)
    {
        _set = set;
        _external = set.Mappings.ToFrozenDictionary(m => m.Internal, m => m.External, StringComparer.Ordinal);
        _internal = set.Mappings.DistinctBy(m => m.External, StringComparer.Ordinal)
            .ToFrozenDictionary(m => m.External, m => m.Internal, StringComparer.Ordinal);
    }

    /// <summary>The external code; null when there is none and none is to be had by the set's rule.</summary>
    public string? ToExternal(string code) => _external.GetValueOrDefault(code) ?? WhenMissing(code, _set.DefaultExternal);

    /// <summary>The internal code; null when there is none and none is to be had by the set's rule.</summary>
    public string? ToInternal(string code) => _internal.GetValueOrDefault(code) ?? WhenMissing(code, _set.DefaultInternal);

    private string? WhenMissing(string code, string? byDefault) => _set.OnMissing switch
    {
        MissingCode.Error => null,
        MissingCode.PassThrough => code,
        MissingCode.Default => byDefault,
        _ => throw new InvalidOperationException($"Unknown rule {_set.OnMissing}."),
    };
}
