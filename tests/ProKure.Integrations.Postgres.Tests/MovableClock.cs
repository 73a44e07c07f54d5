using System.Globalization;
using Npgsql;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Postgres.Tests;

/// <summary>
/// Moves a database's clock as far as the stores see it: a schema before <c>pg_catalog</c> on the search path has a <c>now()</c> of its own.
/// </summary>
internal sealed class MovableClock
{
    private readonly TestDatabase _database;
    private readonly TimeSpan _ahead;
    private TimeSpan _moved;

    private MovableClock(TestDatabase database, TimeSpan ahead)
    {
        _database = database;
        _ahead = ahead;
    }

    /// <summary>The database's time, at most as late as what it says itself.</summary>
    public DateTimeOffset Now => TimeProvider.System.GetUtcNow() + _ahead + _moved;

    /// <summary>For stores that shall see this clock.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_database.ConnectionString) { SearchPath = "moved,pg_catalog,public" }.ConnectionString;

    public static async Task<MovableClock> InstallAsync(TestDatabase database)
    {
        await database.ExecuteAsync("""
            CREATE SCHEMA moved;
            CREATE TABLE moved.clock (by interval NOT NULL);
            INSERT INTO moved.clock VALUES ('0');
            CREATE FUNCTION moved.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT pg_catalog.now() + (SELECT by FROM moved.clock)';
            """);
        var server = (await database.ReadAsync<DateTime>("SELECT clock_timestamp()")).Single();
        return new MovableClock(database, server - TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    public async ValueTask PassAsync(TimeSpan time)
    {
        _moved += time;
        await _database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"UPDATE moved.clock SET by = interval '{_moved.TotalMilliseconds} milliseconds'"));
    }
}
