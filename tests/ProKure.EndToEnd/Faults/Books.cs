using System.Text.Json.Nodes;
using Npgsql;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

/// <summary>What has to agree once everything has settled: what callers were told, what the other side saw, the log, the summaries and the roll-ups.</summary>
internal sealed class Books(HttpClient hub, SimulatedSap sap, string postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Waits until no attempt is open and each has its summary, and returns the log as it then is.</summary>
    public async Task<IReadOnlyList<JsonNode>> SettleAsync()
    {
        using var tooLong = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        tooLong.CancelAfter(Patience);
        while (true)
        {
            var entries = await hub.ListLogsAsync();
            var open = entries.Count(entry => entry.Text("status") == "PENDING");
            var summaries = await CountSummariesAsync();
            if (open == 0 && summaries == entries.Count)
                return entries;
            if (tooLong.IsCancellationRequested)
                Assert.Fail($"Nothing has settled within {Patience}: {entries.Count} documents, {open} of them pending, {summaries} summaries.");
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asserts that all of it agrees.</summary>
    /// <param name="answers">What callers were told.</param>
    /// <returns>The counts, for the test's output.</returns>
    public async Task<string> AssertBalancedAsync(IReadOnlyCollection<OrderAnswer> answers)
    {
        var entries = await SettleAsync();
        var byId = entries.ToDictionary(entry => entry.Text("request_id"), StringComparer.Ordinal);
        var byOrder = entries.ToLookup(entry => entry["context"]!["entity_id"]?.GetValue<string>(), StringComparer.Ordinal);

        Assert.All(sap.PurchaseOrders.Recent(), order => Assert.True(byOrder.Contains(order.Reference), $"The log does not know {order.Reference}, which SAP has created."));
        var answered = answers.Where(answer => answer.RequestId is not null).ToList();
        Assert.All(answered, answer =>
        {
            Assert.True(byId.TryGetValue(answer.RequestId!, out var entry), $"The log does not know {answer.RequestId}, which was the answer to {answer.Order}: {answer.Body}");
            Assert.Equal((answer.Order, Outcome(answer)), (entry["context"]!.Text("entity_id"), entry.Text("status")));
            Assert.NotNull(entry["completed_at"]);
        });

        var summaries = await ReadAsync("SELECT request_id::text || ' ' || status FROM integration_request_summary", row => row.GetString(0));
        Assert.Equal(
            entries.Select(entry => $"{entry.Text("request_id")} {entry.Text("status")}").Order(StringComparer.Ordinal),
            summaries.Order(StringComparer.Ordinal));
        await AssertRollUpsAsync();
        return $"{answers.Count} answers, {sap.PurchaseOrders.Counts.Created} orders created, {entries.Count} documents "
            + $"({string.Join(", ", entries.GroupBy(entry => entry.Text("status"), StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}"))}), {summaries.Count} summaries";
    }

    private static string Outcome(OrderAnswer answer) => JsonNode.Parse(answer.Body)!["outcome"]?.GetValue<string>() ?? answer.Status!;

    private async Task<long> CountSummariesAsync() => (await ReadAsync("SELECT count(*) FROM integration_request_summary", row => row.GetInt64(0)))[0];

    private async Task AssertRollUpsAsync()
    {
        var wrong = await ReadAsync(
            """
            WITH counted AS (
                SELECT date_trunc('minute', started_at) AS minute, system_code, endpoint_code, direction,
                       count(*) FILTER (WHERE status = 'SUCCESS')   AS success_count,
                       count(*) FILTER (WHERE status = 'FAILED')    AS failed_count,
                       count(*) FILTER (WHERE status = 'TIMEOUT')   AS timeout_count,
                       count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled_count,
                       count(*) FILTER (WHERE status = 'UNKNOWN')   AS unknown_count,
                       count(*) FILTER (WHERE status <> 'UNKNOWN')  AS measured
                FROM integration_request_summary
                GROUP BY 1, 2, 3, 4),
            rolled AS (
                SELECT minute, system_code, endpoint_code, direction, success_count, failed_count, timeout_count, cancelled_count, unknown_count,
                       (SELECT sum(bucket) FROM unnest(latency) AS bucket) AS measured
                FROM request_metrics_minute)
            SELECT (SELECT count(*) FROM (TABLE counted EXCEPT TABLE rolled) AS missing) + (SELECT count(*) FROM (TABLE rolled EXCEPT TABLE counted) AS superfluous)
            """,
            row => row.GetInt64(0));
        Assert.Equal(0, wrong[0]);
    }

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var all = new List<T>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            all.Add(read(rows));
        return all;
    }
}
