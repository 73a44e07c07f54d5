using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Schema;

public sealed class ViewTests : IAsyncLifetime
{
    private TemporaryLog _log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcMilliseconds();

    public async ValueTask InitializeAsync() => _log = await TemporaryLog.OpenAsync();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task FailedRequests_AreThoseOfTheLast24Hours_WithTheirErrors_NewestFirst()
    {
        var recent = LogDocuments.Fail(LogDocuments.Pending(Now.AddHours(-23)));
        var newest = LogDocuments.Fail(LogDocuments.Pending(Now.AddMinutes(-1)));
        await WriteAsync(recent, LogDocuments.Fail(LogDocuments.Pending(Now.AddHours(-25))), newest, LogDocuments.Completed(Now), LogDocuments.Pending(Now));

        var failed = await ReadAsync("v_failed_requests_24h");

        Assert.Equal([newest.Entry.RequestId.ToString(), recent.Entry.RequestId.ToString()], failed.Select(row => row["request_id"].AsString), StringComparer.Ordinal);
        Assert.Equal("Enter a material number", failed[0]["error"]["message"].AsString);
        Assert.DoesNotContain(failed[0], element => element.Name.EndsWith("_body", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SystemHealth_IsAboutTheLastHour()
    {
        var documents = Enumerable.Range(1, 100).Select(i => (i % 10 == 0 ? LogDocuments.Fail(LogDocuments.Pending(Now)) : LogDocuments.Completed(Now))
            .With(entry => entry with { DurationMs = i }));
        await WriteAsync(
        [
            .. documents, LogDocuments.Pending(Now), LogDocuments.Fail(LogDocuments.Pending(Now.AddHours(-2))),
            LogDocuments.Pending(Now).With(entry => entry with { SystemCode = "ORACLE" }),
        ]);

        var health = await ReadAsync("v_system_health");

        Assert.Equal(["ORACLE", "SAP"], health.Select(row => row["system_code"].AsString), StringComparer.Ordinal);
        var sap = health[1];
        Assert.Equal((101, 90, 10), (sap["total"].ToInt32(), sap["succeeded"].ToInt32(), sap["failed"].ToInt32()));
        Assert.Equal((90d, 50.5), (sap["success_rate_percent"].ToDouble(), sap["average_duration_ms"].ToDouble()));
        Assert.InRange(sap["p95_duration_ms"].ToDouble(), 94, 96);
        Assert.Equal(BsonNull.Value, health[0]["success_rate_percent"]);
    }

    private async Task WriteAsync(params LogDocument[] documents) =>
        Assert.Empty(await _log.Store.WriteAsync([.. documents.Select(document => document.AsInsert())], Cancel));

    private Task<List<BsonDocument>> ReadAsync(string view) =>
        _log.Database.GetCollection<BsonDocument>(view).Find(new BsonDocument()).ToListAsync(Cancel);
}
