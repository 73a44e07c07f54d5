using System.Net;
using System.Text.RegularExpressions;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

[Collection(nameof(HybridTests))]
public sealed partial class SpoolLimitTests
{
    [Fact]
    public async Task A_spool_at_its_limit_sheds_bodies_first_keeps_what_happened_and_says_how_many()
    {
        await using var stores = await HybridStores.StartAsync();
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        string[] smallSpool = ["--Spool:MaxBytes=4194304", "--Spool:SegmentBytes=65536"];
        await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, [.. stores.Settings, .. smallSpool]);
        await stores.TakeAwayAsync(Stores.Mongo, Absence.Stopped);

        // Answers of a megabyte: a few fill the spool.
        var answered = new List<string>();
        while (await ShedAsync(hub.Http) is (0, _) or null)
        {
            Assert.InRange(answered.Count, 0, 500);
            var (status, answer) = await hub.Http.CreateOrderAsync($"PO-{answered.Count}", "MAT-HUGE-1");
            Assert.Equal((HttpStatusCode.OK, "SUCCESS"), (status, answer.Text("status")));
            answered.Add(answer.Text("request_id"));
        }

        await stores.GiveBackAsync(Stores.Mongo, Absence.Stopped);
        await HubCondition.AssertNothingWaitsAsync(hub.Http);
        var (shed, lost) = (await ShedAsync(hub.Http))!.Value;
        Assert.InRange(shed, 1, 2 * answered.Count);
        Assert.Equal(0, lost);
        var entries = await hub.Http.ListLogsAsync();
        Assert.Equal(answered.Order(StringComparer.Ordinal), entries.Select(entry => entry.Text("request_id")).Order(StringComparer.Ordinal));
        Assert.All(entries, entry => Assert.Equal("SUCCESS", entry.Text("status")));
        TestContext.Current.SendDiagnosticMessage($"{answered.Count} calls, {shed} log writes without their bodies, {lost} lost");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What the hub says that it shed and lost; null as long as it says nothing of it.</summary>
    private static async Task<(int Shed, int Lost)?> ShedAsync(HttpClient hub)
    {
        var told = (await hub.ReadAsync("/health/ready"))["parts"]!["spool"]!.Text("message");
        return ShedLine().Match(told) is { Success: true } match ? (Number(match, "shed"), Number(match, "lost")) : null;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("For want of room, (?<shed>[0-9]+) lost their bodies, and (?<lost>[0-9]+) log writes", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShedLine();
}
