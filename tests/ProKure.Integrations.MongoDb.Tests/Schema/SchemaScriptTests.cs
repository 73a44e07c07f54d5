using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.MongoDb.Schema;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.MongoDb.Tests.Schema;

/// <summary>The script for mongosh and the hub make the same of an empty database, and of each other's.</summary>
public sealed class SchemaScriptTests
{
    private static string Script => Path.Combine(SourceTree.Root, "scripts", "mongodb", "integration-logs-schema.js");

    [Fact]
    public async Task ScriptAndHub_MakeTheSame()
    {
        await using var byScript = await TemporaryLog.OpenAsync();
        await using var byHub = await TemporaryLog.OpenAsync(options => options.Retention = TimeSpan.FromDays(90));

        await RunScriptAsync(byScript);
        await byHub.ApplySchemaAsync();

        var expected = await DescribeAsync(byHub.Database);
        Assert.Equal(SchemaDefinitions.OfThisVersion.Collections.Count + SchemaDefinitions.OfThisVersion.Views.Count, expected.Count);
        Assert.Equal(expected, await DescribeAsync(byScript.Database));
    }

    [Fact]
    public async Task ShardingScript_OnAnythingButAMongos_ChangesNothingAndSaysSo()
    {
        await using var log = await TemporaryLog.OpenAsync(options => options.Retention = TimeSpan.FromDays(90));
        await log.ApplySchemaAsync();
        var before = await DescribeAsync(log.Database);

        var (exitCode, output) = await Mongosh.RunScriptAsync(
            log.Options.ConnectionString,
            Path.Combine(SourceTree.Root, "scripts", "mongodb", "shard-integration-logs.js"),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PROKURE_LOG_DATABASE"] = log.Options.Database! });

        Assert.Equal((2, "This server is no mongos: only a sharded cluster can shard a collection. Nothing was changed."), (exitCode, output.Trim()));
        Assert.Equal(before, await DescribeAsync(log.Database));
    }

    [Fact]
    public async Task Script_RunAgain_ChangesNothing()
    {
        await using var log = await TemporaryLog.OpenAsync();
        await RunScriptAsync(log);
        var first = await DescribeAsync(log.Database);

        var output = await RunScriptAsync(log);

        Assert.Equal($"{log.Options.Database}: up to date", output.Trim());
        Assert.Equal(first, await DescribeAsync(log.Database));
    }

    [Fact]
    public async Task ScriptAfterHub_AndHubAfterScript_ChangeNothing()
    {
        await using var log = await TemporaryLog.OpenAsync(options => options.Retention = TimeSpan.FromDays(90));
        await log.ApplySchemaAsync();
        var byHub = await DescribeAsync(log.Database);

        var output = await RunScriptAsync(log);
        await log.Again(options => options.Retention = TimeSpan.FromDays(90)).ApplySchemaAsync();

        Assert.Equal($"{log.Options.Database}: up to date", output.Trim());
        Assert.Equal(byHub, await DescribeAsync(log.Database));
    }

    [Fact]
    public async Task Script_GivenAnAge_ChangesIt_AndKeepsItOtherwise()
    {
        await using var log = await TemporaryLog.OpenAsync();
        await RunScriptAsync(log);

        await RunScriptAsync(log, expireAfterSeconds: 86_400);
        await RunScriptAsync(log);

        var described = await DescribeAsync(log.Database);
        Assert.Contains("\"expireAfterSeconds\" : 86400.0", described["integration_logs"], StringComparison.Ordinal);
        Assert.Contains("\"expireAfterSeconds\" : 86400.0", described["integration_logs_quarantine"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_WithAnIndexInTheWay_SaysWhich()
    {
        await using var log = await TemporaryLog.OpenAsync();
        await log.Logs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument("request_id", 1)), cancellationToken: TestContext.Current.CancellationToken);

        var (exitCode, output) = await RunAsync(log);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Index request_id_1 of integration_logs is", output, StringComparison.Ordinal);
    }

    private static async Task<string> RunScriptAsync(TemporaryLog log, int? expireAfterSeconds = null)
    {
        var (exitCode, output) = await RunAsync(log, expireAfterSeconds);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static Task<(int ExitCode, string Output)> RunAsync(TemporaryLog log, int? expireAfterSeconds = null)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PROKURE_LOG_DATABASE"] = log.Options.Database! };
        if (expireAfterSeconds is { } seconds)
            environment["PROKURE_LOG_EXPIRE_AFTER_SECONDS"] = seconds.ToString(CultureInfo.InvariantCulture);
        return Mongosh.RunScriptAsync(log.Options.ConnectionString, Script, environment);
    }

    // Numbers may come as int, long or double from the two: they are compared as what they are worth.
    private static async Task<SortedDictionary<string, string>> DescribeAsync(IMongoDatabase database)
    {
        var described = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var found in await (await database.ListCollectionsAsync()).ToListAsync())
        {
            if (found["name"].AsString.StartsWith("system.", StringComparison.Ordinal))
                continue;
            var indexes = found["type"] == "view" ? [] : await (await database.GetCollection<BsonDocument>(found["name"].AsString).Indexes.ListAsync()).ToListAsync();
            var lines = indexes.Select(index => Comparable(index).ToJson()).Order(StringComparer.Ordinal).Prepend(Comparable(found["options"]).ToJson()).Prepend(found["type"].AsString);
            described.Add(found["name"].AsString, string.Join('\n', lines));
        }

        return described;
    }

    private static BsonValue Comparable(BsonValue value) => value switch
    {
        BsonDocument document => new BsonDocument(document.Select(element => new BsonElement(element.Name, Comparable(element.Value)))),
        BsonArray array => new BsonArray(array.Select(Comparable)),
        _ when value.IsNumeric => value.ToDouble(),
        _ => value,
    };
}
