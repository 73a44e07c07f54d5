using System.Net;
using System.Text;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

/// <summary>Stores go away under load and come back: callers notice nothing, and afterwards nothing is missing.</summary>
[Collection(nameof(HybridTests))]
public sealed class StoreOutageTests
{
    private const int Callers = 8;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(Stores.Mongo, Absence.Stopped)]
    [InlineData(Stores.Mongo, Absence.Killed)]
    [InlineData(Stores.Mongo, Absence.Hanging)]
    [InlineData(Stores.Postgres, Absence.Stopped)]
    [InlineData(Stores.Postgres, Absence.Hanging)]
    [InlineData(Stores.Both, Absence.Killed)]
    [InlineData(Stores.Both, Absence.Hanging)]
    public async Task Callers_keep_getting_answers_while_stores_are_away_and_afterwards_nothing_is_missing(Stores which, Absence how)
    {
        await using var stores = await HybridStores.StartAsync();
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, stores.Settings);
        using var load = new OrderLoad("PO", Callers, () => hub.Http);
        await load.WaitForAnswersAsync(200, Token);

        await stores.TakeAwayAsync(which, how);
        var before = load.Answers.Count;
        await Task.Delay(Outage / 2, Token);
        if (which.HasFlag(Stores.Postgres))
            await AssertAsynchronousWorkIsRefusedAsync(hub.Http);
        await Task.Delay(Outage / 2, Token);
        var during = load.Answers.Count - before;
        await stores.GiveBackAsync(which, how);

        await load.WaitForAnswersAsync(load.Answers.Count + 200, Token);
        var answers = await load.StopAsync();
        Assert.InRange(during, 100, int.MaxValue);
        Assert.All(answers, answer => Assert.True(answer is { Http: HttpStatusCode.OK, Status: "SUCCESS" }, $"{answer.Http} {answer.Body}"));

        var counts = await new Books(hub.Http, sap, stores.Postgres.ConnectionString).AssertBalancedAsync(answers);
        TestContext.Current.SendDiagnosticMessage($"{which} {how}: {during} answers during the outage; {counts}");
        await HubCondition.AssertNothingWaitsAsync(hub.Http);
    }

    // The intent could not be kept, so it is not accepted.
    private static async Task AssertAsynchronousWorkIsRefusedAsync(HttpClient hub)
    {
        using var body = new StringContent("""{ "mode": "ASYNC", "payload": {} }""", Encoding.UTF8, "application/json");
        using var answer = await hub.PostAsync(new Uri("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", UriKind.Relative), body, Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
