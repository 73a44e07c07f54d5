using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>Reads redaction rules from YAML by themselves: the keys of a <c>redaction</c> section, with or without that key around them.</summary>
public static class RedactionRulesText
{
    private const string Section = "redaction";

    /// <summary>The rules that the text states; what is wrong in it, where there is something.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">The text's name in faults.</param>
    public static (RedactionConfig Rules, IReadOnlyList<ConfigurationFileFault> Faults) Read(string yaml, string name)
    {
        var faults = new List<ConfigurationFileFault>();
        var collected = new FileFaults(name, faults);
        if (YamlReader.Read(yaml, collected) is not { } root)
            return (RedactionConfig.None, faults);
        var section = new YamlSection(root, "", collected);
        var inner = section.Has(Section) ? section.Section(Section) : section;
        var rules = inner is null ? RedactionConfig.None : Read(inner);
        section.ReportUnknownKeys();
        return (rules, faults);
    }

    /// <summary>The rules of a section; unknown keys are left to be reported.</summary>
    internal static RedactionConfig Read(YamlSection section) => new()
    {
        Fields = section.TextList("fields"),
        Patterns = section.TextList("patterns"),
        AllowedHeaders = section.TextList("allowed_headers"),
    };
}
