using System.Text.RegularExpressions;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>The tests that the page about outcomes names as its proof are there.</summary>
public sealed partial class OutcomesReferenceTests
{
    [Fact]
    public void Outcomes_EveryProof_IsATestOfThatClass()
    {
        var lines = File.ReadAllLines(Path.Combine(SourceTree.Root, "docs", "reference", "outcomes.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('`')).ToList();
        var sources = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension, File.ReadAllText, StringComparer.Ordinal);
        var (missing, found) = (new List<string>(), 0);
        foreach (var line in lines)
        {
            var type = "";
            foreach (Match proof in Proof().Matches(line.Split(" | ")[^1]))
            {
                if (!proof.Groups["same"].Success)
                    type = proof.Groups["class"] is { Success: true, Value: var named } ? named : "WireOutcomeTests";
                var test = proof.Groups["test"].Value;
                if (sources[type].Any(source => test.Length == 0 || source.Contains($" {test}(", StringComparison.Ordinal)))
                    found++;
                else
                    missing.Add($"{type}.{test}");
            }
        }

        Assert.Empty(missing);
        Assert.True(found >= lines.Count - 3, $"{found} proofs in {lines.Count} lines: is the page read as it is written?"); // the heads of its tables prove nothing
    }

    // `Class.Test`, `…Test` of the class before, `Test` of the usual class, `Class`.
    [GeneratedRegex(@"`(?:(?<class>\w+Tests)\.?|(?<same>…))?(?<test>\w*)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Proof();
}
