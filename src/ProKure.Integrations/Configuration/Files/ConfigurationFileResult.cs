using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>What a folder of configuration files says.</summary>
public sealed class ConfigurationFileResult
{
    private readonly IReadOnlyList<SourceRow> _rows;
    private readonly bool _isComplete;

    internal ConfigurationFileResult(IReadOnlyList<SourceRow> rows, IReadOnlyList<ConfigurationFileFault> faults, bool isComplete)
    {
        _rows = rows;
        _isComplete = isComplete;
        Faults = Sorted(faults);
        Rows = Faults.Count == 0 ? [.. rows.Select(row => row.Row)] : [];
    }

    /// <summary>The rows, in the order of the files; empty when anything is wrong with the files. Not compared with other rows yet.</summary>
    public IReadOnlyList<IConfigurationRow> Rows { get; }

    /// <summary>What the files alone show to be wrong: what is no YAML, unknown, missing or of the wrong type. By file, line and column.</summary>
    public IReadOnlyList<ConfigurationFileFault> Faults { get; }

    /// <summary>Codes of the systems in the files.</summary>
    public IEnumerable<string> Systems => Rows.OfType<SystemConfig>().Select(system => system.Code);

    /// <summary>Everything that is wrong: <see cref="Faults"/>, and what <see cref="ConfigurationValidator"/> finds, each where it stands in the files.</summary>
    /// <param name="current">The configuration that the files' rows would join.</param>
    public IReadOnlyList<ConfigurationFileFault> Check(HubConfiguration current)
    {
        var found = new List<ConfigurationFileFault>();
        var files = _rows.Select(row => row.File).Distinct().ToDictionary(file => file, file => file with { Faults = new FileFaults(file.Name, found) });
        var rows = _rows.ToDictionary(row => row.Row.Key, row => row with { File = files[row.File] });
        foreach (var fault in ConfigurationValidator.Validate(current, [.. _rows.Select(row => row.Row)], _isComplete))
            rows[fault.Key].Report(fault);
        return Sorted([.. Faults, .. found]);
    }

    private static ImmutableArray<ConfigurationFileFault> Sorted(IEnumerable<ConfigurationFileFault> faults) =>
        [.. faults.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line).ThenBy(fault => fault.Column)];
}
