using Npgsql;

namespace ProKure.TestKit.Servers;

/// <summary>
/// The PostgreSQL server that tests share: the one that <c>PROKURE_TEST_POSTGRES</c> names, else a throw-away one of this process. Its user may create databases.
/// </summary>
public sealed class TestPostgres
{
    private const string Variable = "PROKURE_TEST_POSTGRES";
    private static readonly Lazy<Task<(TestPostgres? Server, string? WhyNot)>> Shared = new(StartAsync);

    // Held, since the server stops when nobody holds its standard input.
    private readonly PostgresProcess? _process;

    private TestPostgres(string connectionString, PostgresProcess? process)
    {
        ConnectionString = connectionString;
        _process = process;
    }

    /// <summary>To the server's own database.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether the server is this process's own.</summary>
    public bool IsOwn => _process is not null;

    /// <summary>The server; skips the running test when there can be none.</summary>
    public static async ValueTask<TestPostgres> GetAsync()
    {
        var (server, whyNot) = await Shared.Value;
        if (server is null)
            Assert.Skip($"PostgreSQL is needed: {whyNot}, and {Variable} is not set.");
        return server;
    }

    /// <summary>A fresh, empty database; dropped when disposed.</summary>
    public Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.CreateAsync(ConnectionString);

    private static async Task<(TestPostgres?, string?)> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return (new TestPostgres(given, process: null), null);
        if (await PostgresProcess.WhyNotAsync(CancellationToken.None) is { } reason)
            return (null, reason);
        var folder = Path.Combine(Path.GetTempPath(), $"prokure-postgres-{Guid.CreateVersion7():N}");
        var process = await PostgresProcess.StartAsync(["--remove", folder], CancellationToken.None);
        return (new TestPostgres(process.ConnectionString, process), null);
    }
}

/// <summary>A database of one test.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private TestDatabase(string server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>To this database.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates one on the server that the connection string names.</summary>
    public static async Task<TestDatabase> CreateAsync(string server)
    {
        var database = new TestDatabase(server, $"prokure_test_{Guid.CreateVersion7():N}");
        await ExecuteAsync(server, $"CREATE DATABASE {database._name}");
        return database;
    }

    /// <summary>Runs statements on this database, on a connection of their own.</summary>
    public Task ExecuteAsync(string sql) => ExecuteAsync(ConnectionString, sql);

    /// <summary>The first column of each row that the statement gives.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql)
    {
        await using var connection = await OpenAsync(ConnectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await rows.ReadAsync())
            values.Add(rows.GetFieldValue<T>(0));
        return values;
    }

    /// <summary>Drops it, whoever is connected.</summary>
    public async ValueTask DisposeAsync() => await ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // Not pooled: a pool would keep connections to a database that is to be dropped.
    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
