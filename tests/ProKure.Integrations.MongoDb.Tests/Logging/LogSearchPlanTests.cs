using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.Integrations.MongoDb.Schema;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Logging;

/// <summary>No search that names something reads the whole collection. Which index the server takes of those that fit is the server's business.</summary>
public sealed class LogSearchPlanTests
{
    private const int Documents = 3_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EverySetOfConditions_UsesAnIndexThatServesOneOfThem()
    {
        await using var log = await TemporaryLog.OpenAsync();
        await FillAsync(log);

        var wrong = new List<string>();
        // A window of time alone is left out: so small a collection the test server reads whole for it.
        for (var conditions = 2; conditions < 64; conditions++)
        {
            var query = QueryWith(conditions);
            var index = await IndexOfAsync(log, LogSearch.FilterFor(query));
            if (!Serving(query).Contains(index, StringComparer.Ordinal))
                wrong.Add($"{LogSearch.FilterFor(query)} used {index ?? "no index"}");
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Serving(LogQuery query)
    {
        if (query.From is not null)
            yield return "started_at_-1";
        if (query.SystemCode is not null)
            yield return "system_code_1_started_at_-1";
        if (query.Status is not null)
            yield return "status_1_started_at_-1";
        if (query.EntityType is not null)
            yield return "context.entity_type_1_context.entity_id_1";
        if (query.EntityId is not null)
            yield return "context.entity_id_1";
        if (query.CorrelationId is not null)
            yield return "correlation_id_1";
    }

    private static LogQuery QueryWith(int conditions) => new()
    {
        From = (conditions & 1) == 0 ? null : LogDocuments.Start.AddMilliseconds(Documents - 10),
        SystemCode = (conditions & 2) == 0 ? null : "S7",
        Status = (conditions & 4) == 0 ? null : LogStatus.Failed,
        EntityType = (conditions & 8) == 0 ? null : "TYPE-7",
        EntityId = (conditions & 16) == 0 ? null : "PO-7",
        CorrelationId = (conditions & 32) == 0 ? null : "act-7",
    };

    private static async Task FillAsync(TemporaryLog log)
    {
        var documents = Enumerable.Range(0, Documents).Select(i => (i % 50 == 0 ? LogDocuments.Fail : (Func<LogDocument, LogDocument>)LogDocuments.Complete)(
            LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i))).With(entry => entry with
            {
                SystemCode = $"S{i % 100}",
                Context = new LogContext { EntityType = $"TYPE-{i % 100}", EntityId = $"PO-{i}" },
                CorrelationId = $"act-{i}",
            }));
        foreach (var part in documents.Chunk(1_000))
            Assert.Empty(await log.Store.WriteAsync([.. part.Select(document => document.AsInsert())], Cancel));
    }

    private static async Task<string?> IndexOfAsync(TemporaryLog log, BsonDocument filter)
    {
        var find = new BsonDocument { { "find", LogSchema.Logs }, { "filter", filter }, { "sort", LogSearch.NewestFirst }, { "limit", 51 } };
        var explained = await log.Database.RunCommandAsync<BsonDocument>(new BsonDocument { { "explain", find }, { "verbosity", "queryPlanner" } }, cancellationToken: Cancel);
        return IndexOf(explained["queryPlanner"]["winningPlan"]);
    }

    private static string? IndexOf(BsonValue plan) => plan switch
    {
        BsonDocument document when document.TryGetValue("indexName", out var name) => name.AsString,
        BsonDocument document => document.Values.Select(IndexOf).FirstOrDefault(name => name is not null),
        BsonArray array => array.Select(IndexOf).FirstOrDefault(name => name is not null),
        _ => null,
    };
}
