using System.Net;
using System.Text;
using Npgsql;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

/// <summary>PostgreSQL answers, and takes no writes: as one whose disk is full, or a standby after a fail-over that went wrong.</summary>
[Collection(nameof(HybridTests))]
public sealed class UnwritablePostgresTests
{
    private const string Full = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$";

    private static readonly string[] Tables = ["integration_request_summary", "request_metrics_minute", "delivery", "hub_instance", "hub_lease"];

    public static TheoryData<string[], string[]> Faults => new()
    {
        {
            [Full, .. Tables.Select(table => $"CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION full_disk()")],
            ["DROP FUNCTION full_disk() CASCADE"]
        },
        {
            ["ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"],
            ["ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()"]
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Calls_go_on_while_postgresql_takes_no_writes_and_what_it_missed_is_written_once_it_does(string[] begin, string[] end)
    {
        await using var stores = await HybridStores.StartAsync();
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, stores.Settings);
        using var load = new OrderLoad("PO", callers: 4, () => hub.Http);
        await load.WaitForAnswersAsync(50, Token);

        await ExecuteAsync(stores, begin);
        await UntilPartAsync(hub.Http, "summary_writer", "DEGRADED");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await QueueAsync(hub.Http));
        await load.WaitForAnswersAsync(load.Answers.Count + 200, Token);
        Assert.Equal("DEGRADED", (await hub.Http.ReadAsync("/health/ready")).Text("status"));
        await ExecuteAsync(stores, end);

        await UntilPartAsync(hub.Http, "summary_writer", "UP");
        await load.WaitForAnswersAsync(load.Answers.Count + 50, Token);
        var answers = await load.StopAsync();
        Assert.All(answers, answer => Assert.True(answer is { Http: HttpStatusCode.OK, Status: "SUCCESS" }, $"{answer.Http} {answer.Body}"));
        var counts = await new Books(hub.Http, sap, stores.Postgres.ConnectionString).AssertBalancedAsync(answers);
        TestContext.Current.SendDiagnosticMessage(counts);
        await HubCondition.AssertNothingWaitsAsync(hub.Http);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task ExecuteAsync(HybridStores stores, string[] statements)
    {
        await using var connection = new NpgsqlConnection(stores.Postgres.ConnectionString);
        await connection.OpenAsync(Token);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Token);
        }
    }

    private static async Task<HttpStatusCode> QueueAsync(HttpClient hub)
    {
        using var body = new StringContent("""{ "mode": "ASYNC", "payload": {} }""", Encoding.UTF8, "application/json");
        using var answer = await hub.PostAsync(new Uri("/api/v1/systems/SAP/endpoints/CREATE_PO/invoke", UriKind.Relative), body, Token);
        return answer.StatusCode;
    }

    private static async Task UntilPartAsync(HttpClient hub, string part, string status)
    {
        while ((await hub.ReadAsync("/health/ready"))["parts"]![part]!.Text("status") != status)
            await Task.Delay(100, Token);
    }
}
