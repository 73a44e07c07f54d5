namespace ProKure.TestKit.Servers;

/// <summary>
/// The MongoDB server that all tests of a program share: the one that <see cref="Variable"/> names, as <c>./test</c> and CI do, or one of this program's own,
/// started when the first test asks for it and gone with the program.
/// </summary>
public sealed class TestMongo
{
    /// <summary>The environment variable that holds the connection string of a running server.</summary>
    public const string Variable = "PROKURE_TEST_MONGODB";

    private static readonly Lazy<Task<TestMongo>> Shared = new(FindAsync);

    private readonly string _prefix = $"prokure_test_{Guid.CreateVersion7():N}";
    private int _databases;

    private TestMongo(string connectionString) => ConnectionString = connectionString;

    /// <summary>How to reach the server, without a database.</summary>
    public string ConnectionString { get; }

    /// <summary>The shared server; skips the test, with the reason, where none can be had.</summary>
    public static async ValueTask<TestMongo> GetAsync() => await Shared.Value;

    /// <summary>The name of a database that nobody else uses. It comes into being with its first document; who fills it, drops it.</summary>
    public ValueTask<string> CreateDatabaseAsync() => new($"{_prefix}_{Interlocked.Increment(ref _databases)}");

    private static async Task<TestMongo> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return new TestMongo(given);

        var own = await PrivateMongo.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => own.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return new TestMongo(own.ConnectionString);
    }
}
