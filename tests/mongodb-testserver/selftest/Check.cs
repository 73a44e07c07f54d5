using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;

namespace MongoTestServer.SelfTest;

/// <summary>Runs named checks against a database of their own, and counts how they end.</summary>
internal sealed class Check(MongoClient client, string? only)
{
    private readonly string _prefix = $"selftest_{Guid.CreateVersion7():N}";
    private int _number;

    public int Passed { get; private set; }
    public List<string> Failed { get; } = [];
    public MongoClient Client => client;

    public async Task RunAsync(string name, Func<IMongoDatabase, Task> check)
    {
        if (only is not null && !name.Contains(only, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var database = client.GetDatabase($"{_prefix}_{++_number}");
        var clock = Stopwatch.StartNew();
        try
        {
            await check(database).WaitAsync(TimeSpan.FromMinutes(3));
            Passed++;
            Console.WriteLine($"pass  {name} ({clock.ElapsedMilliseconds} ms)");
        }
        catch (Exception error)
        {
            Failed.Add(name);
            Console.WriteLine($"FAIL  {name}: {error.GetType().Name}: {error.Message}");
            Console.WriteLine(string.Join('\n', (error.StackTrace ?? "").Split('\n').Where(line => line.Contains("SelfTest")).Take(2)));
        }
        finally
        {
            await client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName);
        }
    }

    public static void That(bool condition, string expectation)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"expected {expectation}");
        }
    }

    public static void Same(BsonValue expected, BsonValue actual)
    {
        That(expected.Equals(actual), $"{expected.ToJson()}, got {actual.ToJson()}");
    }

    public static void Same<T>(T expected, T actual) => That(Equals(expected, actual), $"{expected}, got {actual}");

    public static async Task<MongoCommandException> FailsAsync(int code, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (MongoCommandException error)
        {
            That(error.Code == code, $"error {code}, got {error.Code} {error.CodeName}: {error.Message}");
            return error;
        }

        throw new InvalidOperationException($"expected error {code}, got none");
    }

    public static async Task<WriteError> WriteFailsAsync(int code, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (MongoWriteException error)
        {
            That(error.WriteError.Code == code, $"write error {code}, got {error.WriteError.Code}: {error.Message}");
            return error.WriteError;
        }

        throw new InvalidOperationException($"expected write error {code}, got none");
    }

    public static BsonDocument Doc(string json) => BsonDocument.Parse(json);

    public static PipelineDefinition<BsonDocument, BsonDocument> Pipeline(params string[] stages) =>
        PipelineDefinition<BsonDocument, BsonDocument>.Create(stages.Select(BsonDocument.Parse));

    public static async Task<List<BsonDocument>> AggregateAsync(IMongoCollection<BsonDocument> collection, params string[] stages) =>
        await (await collection.AggregateAsync(Pipeline(stages))).ToListAsync();
}
