using System.Globalization;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Hub.Tests.Startup;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite;
using ProKure.Integrations.Sqlite.Analytics;
using ProKure.Integrations.Sqlite.Logging;

namespace ProKure.Integrations.Hub.Tests.Commands;

/// <summary>The verb as an operator runs it: the built program, its exit code and its two outputs.</summary>
public sealed class RebuildSummariesTests
{
    private const string Verb = "rebuild-summaries";

    [Fact]
    public async Task LostSummaries_AreMadeAnewFromTheLog()
    {
        const int calls = 5;
        using var data = new TemporaryDirectory();
        await using (var sap = await SapHub.StartAsync(new HubServerOptions { Directory = data }))
        {
            for (var i = 0; i < calls; i++)
                (await sap.Hub.Admin.InvokeAsync("CREATE_PO", SapHub.Order(reference: $"PO-{i}"))).AssertStatus(200);
        }

        foreach (var file in Directory.GetFiles(data.Path, "summary.db*"))
            File.Delete(file);

        var first = await HubRun.CommandAsync(Verb, "--from", "2020-01-01", $"--Hub:DataDirectory={data.Path}");
        var again = await HubRun.CommandAsync(Verb, "--from=2020-01-01T00:00:00Z", "--to", "2199-01-01", $"--Hub:DataDirectory={data.Path}");

        Assert.True(first.ExitCode == 0, first.Errors);
        Assert.Equal((0, calls, 0), (Figure(first.Output, "still pending"), Figure(first.Output, "summaries written"), Figure(first.Output, "roll-ups put right")));
        Assert.Equal((calls, 0), (Figure(again.Output, "log documents read"), Figure(again.Output, "summaries written")));
        Assert.DoesNotContain("info:", first.Output, StringComparison.Ordinal);
        await AssertSummarisedAsync(data.Path, calls);
    }

    [Fact]
    public async Task WhileTheHubHasTheDirectory_SaysSo_AndEndsWith4()
    {
        using var data = new TemporaryDirectory();
        await using var hub = await HubServer.StartAsync(new HubServerOptions { Directory = data });

        var (code, output, errors) = await HubRun.CommandAsync(Verb, "--from", "2026-01-01", $"--Hub:DataDirectory={data.Path}");

        Assert.Equal((4, ""), (code, output));
        Assert.Contains("in use by another process", errors, StringComparison.Ordinal);
        Assert.Contains("Stop that one", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from: Expected a time in ISO 8601 such as 2026-03-01 or 2026-03-01T09:30:00Z, found nothing.")]
    [InlineData("--from: Expected a time in ISO 8601 such as 2026-03-01 or 2026-03-01T09:30:00Z, found nothing.", "--from")]
    [InlineData("--from: Expected a time in ISO 8601 such as 2026-03-01 or 2026-03-01T09:30:00Z, found 'yesterday'.", "--from", "yesterday")]
    [InlineData("--from: Expected once, found twice.", "--from", "2026-01-01", "--from", "2026-01-02")]
    [InlineData("--from: Expected a time before --to (2026-01-01T00:00:00.000Z), found 2026-01-02T00:00:00.000Z.", "--from", "2026-01-02", "--to", "2026-01-01")]
    [InlineData("Expected --from, --to or a setting such as --Hub:DataDirectory=data, found '--until'.", "--from", "2026-01-01", "--until", "2026-01-02")]
    [InlineData("Hub:DataDirectory: Expected the data directory of a hub, found none at '/no/such/directory'.", "--from", "2026-01-01", "--Hub:DataDirectory=/no/such/directory")]
    public async Task WrongArguments_EndWith2_AndSayWhatIsWrong(string expected, params string[] arguments)
    {
        var (code, output, errors) = await HubRun.CommandAsync([Verb, .. arguments]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"{Verb}: {expected}", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_IsTheResult()
    {
        var (code, output, errors) = await HubRun.CommandAsync(Verb, "--help");

        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith($"Usage: {Verb} --from TIME", output, StringComparison.Ordinal);
    }

    private static async Task AssertSummarisedAsync(string directory, int calls)
    {
        using var databases = new SqliteDatabases(Options.Create(new SqliteStoreOptions { DataDirectory = directory }));
        var (log, summaries) = (new SqliteIntegrationLogStore(databases), new SqliteSummaryStore(databases));
        var entries = (await log.SearchAsync(new LogQuery(), TestContext.Current.CancellationToken)).Items;
        Assert.Equal(calls, entries.Count);
        foreach (var entry in entries)
            Assert.NotNull(await summaries.FindAsync(entry.RequestId, TestContext.Current.CancellationToken));
    }

    private static int Figure(string output, string name)
    {
        var line = Assert.Single(output.Split('\n'), line => line.StartsWith(name, StringComparison.Ordinal));
        return int.Parse(line[name.Length..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }
}
