using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration.Files;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("", "1:1: Expected keys, found an empty file.")]
    [InlineData("# nothing\n", "1:1: Expected keys, found an empty file.")]
    [InlineData("text\n", "1:1: Expected keys, found 'text'.")]
    [InlineData("- a\n", "1:1: Expected keys, found a list.")]
    [InlineData("organizations: {}\n---\nsystem: {}\n", "2:1: Expected one document in the file, found a second; write it into a file of its own.")]
    [InlineData("organizations:\n\tEU: x\n", "2:1: Not YAML: While scanning a mapping, found invalid tab as indentation. Indent with spaces, not with tabs.")]
    [InlineData("organizations: `x`\n", "1:16: Not YAML: While scanning for the next token, found character that cannot start any token. A value that starts with '`' needs quotes around it.")]
    [InlineData("organizations: a: b\n", "1:17: Not YAML: While scanning a plain scalar value, found invalid mapping.")]
    [InlineData("organizations: \"x\n", "1:16: Not YAML: While scanning a quoted scalar, found unexpected end of stream.")]
    [InlineData("organizations: [1\nb: 2\n", "2:1: Not YAML: The text cannot be understood from here on.")]
    [InlineData("organizations: !!!![\n", "1:21: Not YAML: The text cannot be understood from here on.")]
    [InlineData("? [a]\n: b\n", "1:3: Expected a key, found a list.")]
    public void Read_TextThatIsNoConfiguration_SaysWhere(string text, string fault) =>
        Assert.Equal([$"sap.yaml:{fault}"], Reading.FaultsOf(text));

    [Fact]
    public void Read_KeyTwice_NamesTheFirstLine() =>
        Assert.Equal(
            ["sap.yaml:3:3: organizations.EU: The key 'EU' stands in line 2 already."],
            Reading.FaultsOf("organizations:\n  EU: { name: Europe }\n  EU: { name: Europe }\n"));

    [Fact]
    public void Read_AliasBomb_IsRefusedWithoutUnfolding()
    {
        var doublings = Enumerable.Range(1, 30).Select(i => $"k{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");

        var faults = Reading.FaultsOf("organizations: &a0 [x]\n" + string.Concat(doublings));

        Assert.Contains("sap.yaml:1:16: organizations: Anchors are not supported, found &a0; write the value where it is needed.", faults, StringComparer.Ordinal);
        Assert.Contains("sap.yaml:2:10: k1[0]: Aliases are not supported, found *a0; write the value here again.", faults, StringComparer.Ordinal);
    }

    [Fact]
    public void Read_Alias_IsNotReportedAgainAsWrongType() =>
        Assert.Equal(
            [
                "sap.yaml:4:13: system.base_url: Aliases are not supported, found *url; write the value here again.",
                "sap.yaml:5:12: system.timeout: Aliases are not supported, found *t; write the value here again.",
            ],
            Reading.FaultsOf("system:\n  code: SAP\n  name: SAP\n  base_url: *url\n  timeout: *t\n"));

    [Fact]
    public void Read_Tag_IsAFault() =>
        Assert.Equal(
            ["sap.yaml:3:9: system.name: Tags are not supported, found 'tag:yaml.org,2002:str'; every key has one type."],
            Reading.FaultsOf("system:\n  code: SAP\n  name: !!str SAP\n  base_url: http://sap\n"));

    [Fact]
    public void Read_TooDeep_IsAFault()
    {
        var text = $"organizations: {new string('[', 10_000)}{new string(']', 10_000)}\n";

        Assert.Equal(["sap.yaml:1:48: Not YAML: Expected at most 32 levels."], Reading.FaultsOf(text));
    }

    [Fact]
    public void Read_ThousandsOfFaults_AreCounted()
    {
        var faults = Reading.FaultsOf(string.Concat(Enumerable.Range(0, 5_000).Select(i => $"unknown{i}: 1\n")));

        Assert.Equal(201, faults.Length);
        Assert.Contains("sap.yaml: Further faults are not listed: more than 200.", faults, StringComparer.Ordinal);
    }

    [Fact]
    public void Read_OneFileThatIsNotYaml_LeavesReferencesIntoItAlone() =>
        Assert.Equal(
            [
                "a.yaml:5:1: colour: Unknown key 'colour'. Expected one of organizations, retry_policies, rate_limit_policies, retention_classes, credentials, system, code_mapping_sets, transforms, endpoints.",
                "b.yaml:2:1: Not YAML: While scanning a mapping, found invalid tab as indentation. Indent with spaces, not with tabs.",
            ],
            Reading.FaultsOf(
                ("a.yaml", Reading.System + "colour: red\nendpoints:\n  E: { method: GET, path: /, retry_policy: PATIENT }\n"),
                ("b.yaml", "retry_policies:\n\tPATIENT: {}\n")));

    [Fact]
    public void Read_AnyText_NeverThrows()
    {
        var random = new Random(20260301);
        const string characters = "ab:{}[]-?&*!|>'\"%@`#,\n \t<=~0\\";
        var pieces = new[] { "system:", "\n  ", "code: ", "SAP", "endpoints", "jsonata: |", "- ", "timeout: 5s" };
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ =>
                random.Next(4) == 0 ? pieces[random.Next(pieces.Length)] : characters[random.Next(characters.Length)].ToString()));

            var result = Reading.Files(("sap.yaml", text));

            Assert.Empty(result.Rows);
            Assert.All(result.Check(HubConfiguration.Empty), fault => Assert.InRange(fault.Line, 0, text.Count(c => c == '\n') + 2));
        }
    }
}
