using System.Globalization;
using System.Text;

namespace ProKure.Jsonata.Tests.Differential;

/// <summary>
/// Random expressions over random inputs, here and in the reference implementation. JSONATA_DIFF_COUNT sets the number of cases
/// (default 2000), JSONATA_DIFF_SEED the seed of the second run, which is random otherwise; with CI=true it is fixed, so that a difference nobody has met
/// before does not stop a change that has nothing to do with it.
/// </summary>
public sealed class DifferentialTests(ReferenceEngine reference) : IClassFixture<ReferenceEngine>
{
    private const int FixedSeed = 20_260_531;
    private const int MaxReported = 25;

    [Fact]
    public Task RandomCases_OfFixedSeed_AgreeWithReference() => RunAsync(FixedSeed);

    [Fact]
    public Task RandomCases_OfNewSeed_AgreeWithReference() => RunAsync(Number("JSONATA_DIFF_SEED") ?? (IsCi ? FixedSeed + 1 : Random.Shared.Next()));

    private static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task RunAsync(int seed)
    {
        Assert.SkipWhen(reference.Missing is not null, reference.Missing ?? "");
        var count = Number("JSONATA_DIFF_COUNT") ?? 2000;
        var random = new Random(seed);
        var expressions = new RandomExpressions(random);
        var inputs = new RandomInputs(random);
        var report = new StringBuilder();
        var different = new HashSet<string>(StringComparer.Ordinal);
        var (results, faults, skipped) = (0, 0, 0);
        for (var i = 0; i < count && different.Count < MaxReported; i++)
        {
            var one = new DifferentialCase(expressions.Next(), inputs.Next(out var undefined), undefined);
            var (ours, theirs) = await BothAsync(one);
            results += theirs.Code is null ? 1 : 0;
            faults += theirs.Code is null ? 0 : 1;
            skipped += theirs.Skip is null ? 0 : 1;
            if (DeliberateDifferences.Accepts(one, ours, theirs))
                continue;
            var small = await Shrinker.ShrinkAsync(one, async candidate =>
            {
                var (mine, other) = await BothAsync(candidate);
                return !DeliberateDifferences.Accepts(candidate, mine, other);
            });
            (ours, theirs) = await BothAsync(small);
            if (!DeliberateDifferences.Explains(small, ours, theirs) && different.Add(small.Expression.ToString()))
                report.AppendLine(CultureInfo.InvariantCulture, $"{small}\n  reference: {theirs}\n  ours:      {ours}\n");
        }

        TestContext.Current.SendDiagnosticMessage(
            "seed {0}: {1} cases, {2} with results, {3} with faults, {4} not comparable, {5} different, node restarted {6} times",
            seed, count, results, faults, skipped, different.Count, reference.Restarts);
        Assert.True(different.Count == 0, $"JSONATA_DIFF_SEED={seed}: {different.Count} differences from the reference\n\n{report}");
    }

    private async Task<(Outcome Ours, Outcome Reference)> BothAsync(DifferentialCase one)
    {
        var theirs = await reference.EvaluateAsync(one, TestContext.Current.CancellationToken);
        return (Outcome.Of(one), theirs);
    }
}
