using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Postgres.Schema;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Postgres.Tests.Schema;

public sealed class MigratorTests : IAsyncLifetime
{
    private static readonly Migration First = new(1, "0001_first.sql", "CREATE TABLE first (id integer PRIMARY KEY);");
    private static readonly Migration Second = new(2, "0002_second.sql", "CREATE TABLE second (id integer PRIMARY KEY); INSERT INTO first VALUES (7);");

    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Fact]
    public async Task Migrate_OfAnEmptyDatabase_RunsAllScriptsInOrder()
    {
        Migrate(First, Second);

        Assert.Equal([7], await _database.ReadAsync<int>("SELECT id FROM first"));
        Assert.Equal([1, 2], await _database.ReadAsync<int>("SELECT version FROM schema_migration ORDER BY version"));
    }

    [Fact]
    public async Task Migrate_Repeated_RunsOnlyWhatIsNew()
    {
        Migrate(First);

        Migrate(First, Second);
        Migrate(First, Second);

        Assert.Single(await _database.ReadAsync<int>("SELECT id FROM first"));
    }

    [Fact]
    public async Task Migrate_ByManyHubsAtOnce_RunsEachScriptOnce()
    {
        // A script that takes its time and that could not run twice.
        var slow = First with { Script = $"{First.Script} SELECT pg_sleep(0.3);" };

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Migrate(slow, Second), TestContext.Current.CancellationToken)));

        Assert.Equal([1, 2], await _database.ReadAsync<int>("SELECT version FROM schema_migration ORDER BY version"));
        Assert.Single(await _database.ReadAsync<int>("SELECT id FROM first"));
    }

    [Fact]
    public void Migrate_OfADatabaseFromANewerVersion_RefusesAndNamesBoth()
    {
        Migrate(First, Second);

        var fault = Assert.Throws<PostgresStoreException>(() => Migrate(First));

        Assert.Contains("has schema version 2, made by a newer version of the hub; this one knows 1. Start the newer hub.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrate_OfADatabaseMadeByAnotherScript_RefusesAndNamesIt()
    {
        Migrate(First);

        var fault = Assert.Throws<PostgresStoreException>(() => Migrate(First with { Script = "SELECT 1;" }));

        Assert.Contains("0001_first.sql", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_WithAScriptThatFails_LeavesTheVersionBeforeIt()
    {
        var broken = Second with { Script = "CREATE TABLE second (id integer); INSERT INTO nowhere VALUES (1);" };

        var fault = Assert.Throws<PostgresStoreException>(() => Migrate(First, broken));

        Assert.Contains("0002_second.sql", fault.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", fault.Message, StringComparison.Ordinal);
        Assert.Equal([1], await _database.ReadAsync<int>("SELECT version FROM schema_migration"));
        Assert.Empty(await _database.ReadAsync<string>("SELECT tablename::text FROM pg_tables WHERE tablename = 'second'"));
        Migrate(First, Second);
    }

    [Fact]
    public void Scripts_AreNumberedWithoutGaps()
    {
        var migrations = Migration.All();

        Assert.NotEmpty(migrations);
        Assert.Equal(Enumerable.Range(1, migrations.Count), migrations.Select(migration => migration.Version));
    }

    private void Migrate(params Migration[] migrations) =>
        Migrator.Migrate(ConnectionSettings.Of(_database.ConnectionString), migrations, TimeSpan.FromMinutes(1));
}
