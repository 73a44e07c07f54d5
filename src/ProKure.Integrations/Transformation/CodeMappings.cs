using System.Collections.Frozen;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Transformation;

/// <summary>All code mapping sets of one system, ready to look up.</summary>
public sealed class CodeMappings
{
    private readonly FrozenDictionary<string, CodeMappingTable> _sets;

    /// <summary>Prepares the sets.</summary>
    public CodeMappings(string systemCode, IEnumerable<CodeMappingSetConfig> sets)
    {
        SystemCode = systemCode;
        _sets = sets.ToFrozenDictionary(s => s.Code, s => new CodeMappingTable(s), StringComparer.Ordinal);
    }

    /// <summary>The system whose codes are the external ones.</summary>
    public string SystemCode { get; }

    /// <summary>The external code for an internal one.</summary>
    /// <exception cref="MissingCodeException">The set does not exist, or has no such code and no rule for missing ones.</exception>
    public string ToExternal(string set, string internalCode) => Table(set).ToExternal(internalCode) ?? throw Missing(set, "external", internalCode);

    /// <summary>The internal code for an external one.</summary>
    /// <exception cref="MissingCodeException">The set does not exist, or has no such code and no rule for missing ones.</exception>
    public string ToInternal(string set, string externalCode) => Table(set).ToInternal(externalCode) ?? throw Missing(set, "internal", externalCode);

    private CodeMappingTable Table(string set) => _sets.TryGetValue(set, out var table)
        ? table
        : throw new MissingCodeException($"System {SystemCode} has no code mapping set '{set}'; it has {(_sets.Count == 0 ? "none" : string.Join(", ", _sets.Keys.Order(StringComparer.Ordinal)))}.");

    private MissingCodeException Missing(string set, string side, string code) =>
        new($"Code mapping set {set} of system {SystemCode} has no {side} code for '{code}'.");
}

/// <summary>A code could not be mapped.</summary>
/// <param name="message">Set and code.</param>
public sealed class MissingCodeException(string message) : Exception(message);
