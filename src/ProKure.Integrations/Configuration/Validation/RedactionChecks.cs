using ProKure.Integrations.Capture.Patterns;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks of rules for redaction.</summary>
internal static class RedactionChecks
{
    private const int MaxRules = 64;
    private const int MaxFieldLength = 256;

    public static void Check(RowFaults faults, string path, RedactionConfig rules)
    {
        CheckEach(faults, WirePath.Member(path, "fields"), rules.Fields, "a field's name or path", field => FieldRule.Parse(field, ""));
        CheckEach(faults, WirePath.Member(path, "patterns"), rules.Patterns, "a pattern", pattern => PatternTemplate.Parse(pattern, ""));
        CheckEach(faults, WirePath.Member(path, "allowed_headers"), rules.AllowedHeaders, "a header's name", CheckHeader);
    }

    /// <summary>Checks names and paths of fields.</summary>
    public static void CheckFields(RowFaults faults, string path, IReadOnlyList<string> fields) =>
        CheckEach(faults, path, fields, "a field's name", field => FieldRule.Parse(field, ""));

    private static void CheckEach(RowFaults faults, string path, IReadOnlyList<string> rules, string expected, Action<string> parse)
    {
        if (rules.Count > MaxRules)
            faults.Add(path, $"Expected at most {MaxRules} entries, found {rules.Count}.");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < rules.Count; i++)
        {
            var (item, rule) = (WirePath.Item(path, i), rules[i]);
            FieldChecks.Line(faults, item, rule, expected, MaxFieldLength);
            if (!seen.Add(rule))
                faults.Add(item, $"{Shown.Value(rule)} stands there twice; letter case does not matter.");
            if (string.IsNullOrWhiteSpace(rule) || rule.Length > MaxFieldLength)
                continue;
            try
            {
                parse(rule);
            }
            catch (FormatException fault)
            {
                faults.Add(item, $"{fault.Message} Found {Shown.Value(rule)}.");
            }
        }
    }

    private static void CheckHeader(string name)
    {
        if (!HeaderChecks.IsName(name))
            throw new FormatException("Expected a header's name.");
        if (RedactionRules.Default.Headers.IsCredential(name))
            throw new FormatException("Expected a header that holds no credential; those are never stored.");
    }
}
