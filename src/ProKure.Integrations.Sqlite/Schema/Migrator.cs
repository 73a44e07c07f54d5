using Microsoft.Data.Sqlite;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Schema;

/// <summary>Brings a file to the schema of this version. Each script runs in a transaction of its own, together with the note that it did.</summary>
internal static class Migrator
{
    private const string CreateTable = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            version    INTEGER PRIMARY KEY,
            name       TEXT NOT NULL,
            checksum   TEXT NOT NULL,
            applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
        ) STRICT
        """;

    /// <exception cref="SqliteStoreException">The file comes from a newer version, or was made by other scripts.</exception>
    public static void Migrate(Connection connection, string path, IReadOnlyList<Migration> migrations)
    {
        connection.Execute(CreateTable);
        var applied = ReadApplied(connection);
        if (applied.Count > migrations.Count)
        {
            throw new SqliteStoreException(
                $"'{path}' has schema version {applied.Count}, made by a newer version of the hub; this one knows {migrations.Count}. Start the newer hub.");
        }

        foreach (var migration in migrations)
        {
            if (migration.Version > applied.Count)
                Apply(connection, path, migration);
            else if (applied[migration.Version - 1] != migration.Checksum)
                throw new SqliteStoreException($"'{path}' was made by another form of {migration.Name} than the one in this hub. Start the hub that made it.");
        }
    }

    private static List<string> ReadApplied(Connection connection)
    {
        using var rows = connection.Prepare("SELECT checksum FROM schema_migration ORDER BY version");
        var checksums = new List<string>();
        while (rows.Step())
            checksums.Add(rows.ReadText());
        return checksums;
    }

    private static void Apply(Connection connection, string path, Migration migration)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            connection.ExecuteScript(migration.Script);
            connection.Prepare("INSERT INTO schema_migration (version, name, checksum) VALUES (?, ?, ?)")
                .Bind(migration.Version).Bind(migration.Name).Bind(migration.Checksum).Execute();
            connection.Execute("COMMIT");
        }
        catch (SqliteException fault) when (StoreFault.Unavailable(fault) is null)
        {
            connection.Rollback();
            throw new SqliteStoreException($"{migration.Name} failed on '{path}': {fault.Message}", fault);
        }
        catch
        {
            connection.Rollback();
            throw;
        }
    }
}
