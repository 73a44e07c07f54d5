using ProKure.Integrations.Sqlite.Connections;
using ProKure.Integrations.Sqlite.Schema;

namespace ProKure.Integrations.Sqlite.Tests.Schema;

public sealed class MigratorTests : IDisposable
{
    private static readonly Migration First = new(1, "0001_first.sql", "CREATE TABLE first (id INTEGER PRIMARY KEY) STRICT;");
    private static readonly Migration Second = new(2, "0002_second.sql", "CREATE TABLE second (id INTEGER PRIMARY KEY) STRICT; INSERT INTO first VALUES (7);");

    private readonly TemporaryStores _stores = new();
    private readonly string _path;
    private readonly Connection _connection;

    public MigratorTests()
    {
        _path = _stores.FileOf("test.db");
        _connection = Connection.OpenWriter(_path, _stores.Options);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _stores.Dispose();
    }

    [Fact]
    public void Migrate_OfAnEmptyFile_RunsAllScriptsInOrder()
    {
        Migrator.Migrate(_connection, _path, [First, Second]);

        Assert.Equal(7, _connection.ReadInt64("SELECT id FROM first"));
        Assert.Equal(2, _connection.ReadInt64("SELECT count(*) FROM schema_migration"));
    }

    [Fact]
    public void Migrate_Repeated_RunsOnlyWhatIsNew()
    {
        Migrator.Migrate(_connection, _path, [First]);

        Migrator.Migrate(_connection, _path, [First, Second]);
        Migrator.Migrate(_connection, _path, [First, Second]);

        Assert.Equal(1, _connection.ReadInt64("SELECT count(*) FROM first"));
    }

    [Fact]
    public void Migrate_OfAFileFromANewerVersion_RefusesAndNamesBoth()
    {
        Migrator.Migrate(_connection, _path, [First, Second]);

        var fault = Assert.Throws<SqliteStoreException>(() => Migrator.Migrate(_connection, _path, [First]));

        Assert.Equal($"'{_path}' has schema version 2, made by a newer version of the hub; this one knows 1. Start the newer hub.", fault.Message);
    }

    [Fact]
    public void Migrate_OfAFileMadeByAnotherScript_RefusesAndNamesIt()
    {
        Migrator.Migrate(_connection, _path, [First]);

        var fault = Assert.Throws<SqliteStoreException>(() => Migrator.Migrate(_connection, _path, [First with { Script = "SELECT 1;" }]));

        Assert.Contains("0001_first.sql", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrate_WithOtherLineEnds_IsTheSameScript()
    {
        Migrator.Migrate(_connection, _path, [First with { Script = "CREATE TABLE a (id INTEGER);\nSELECT 1;\n" }]);

        Migrator.Migrate(_connection, _path, [First with { Script = "CREATE TABLE a (id INTEGER);\r\nSELECT 1;\r\n" }]);

        Assert.Equal(1, _connection.ReadInt64("SELECT count(*) FROM schema_migration"));
    }

    [Fact]
    public void Migrate_WithAScriptThatFails_LeavesTheVersionBeforeIt()
    {
        var broken = Second with { Script = "CREATE TABLE second (id INTEGER); INSERT INTO nowhere VALUES (1);" };

        var fault = Assert.Throws<SqliteStoreException>(() => Migrator.Migrate(_connection, _path, [First, broken]));

        Assert.Contains("0002_second.sql", fault.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, _connection.ReadInt64("SELECT count(*) FROM schema_migration"));
        Assert.Equal(0, _connection.ReadInt64("SELECT count(*) FROM sqlite_schema WHERE name = 'second'"));
        Migrator.Migrate(_connection, _path, [First, Second]);
    }

    [Theory]
    [InlineData("configuration", 2)]
    [InlineData("log", 1)]
    [InlineData("summary", 1)]
    public void ScriptsOfEachDatabase_AreNumberedWithoutGaps(string database, int atLeast)
    {
        var migrations = Migration.AllOf(database);

        Assert.True(migrations.Count >= atLeast, $"{database} has {migrations.Count} scripts");
        Assert.Equal(Enumerable.Range(1, migrations.Count), migrations.Select(migration => migration.Version));
    }
}
