using Npgsql;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Schema;

/// <summary>
/// Brings a database to the schema of this version. One hub at a time holds the lock; each script runs in a transaction of its own, together with the note that it
/// did, so whoever waited finds nothing left to do.
/// </summary>
internal static class Migrator
{
    private const int OldestServer = 15;

    private const string CreateTable = """
        CREATE TABLE schema_migration (
            version    integer     PRIMARY KEY,
            name       text        NOT NULL,
            checksum   text        NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """;

    /// <exception cref="PostgresStoreException">The server cannot be used, or its database comes from a newer version or was made by other scripts.</exception>
    public static void Migrate(ConnectionSettings settings, IReadOnlyList<Migration> migrations, TimeSpan timeout)
    {
        try
        {
            using var connection = new NpgsqlConnection(settings.Single);
            connection.Open();
            CheckServer(connection, settings);
            var seconds = (int)Math.Ceiling(timeout.TotalSeconds);
            Execute(connection, $"SELECT pg_advisory_lock({AdvisoryLock.Migration})", seconds);
            if (!HasTable(connection))
                Execute(connection, CreateTable, seconds);
            MigrateLocked(connection, settings, migrations, seconds);

            // The lock ends with the connection.
        }
        catch (Exception fault) when (StoreFault.Unavailable(fault) is { } unavailable)
        {
            throw new PostgresStoreException($"The database {settings.Shown} cannot be used. {unavailable.Message}", fault);
        }
        catch (NpgsqlException fault)
        {
            throw new PostgresStoreException($"The database {settings.Shown} cannot be used: {fault.Message}", fault);
        }
    }

    private static void CheckServer(NpgsqlConnection connection, ConnectionSettings settings)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw new PostgresStoreException(
                $"PostgreSQL {OldestServer} or newer is needed; the server of {settings.Shown} has {connection.PostgreSqlVersion}.");
        }

        using var command = new NpgsqlCommand("SHOW server_encoding", connection);
        if (command.ExecuteScalar() is not "UTF8" and var encoding)
            throw new PostgresStoreException($"The database {settings.Shown} must have the encoding UTF8; it has {encoding}.");
    }

    // A server that takes no writes for now is good enough for a hub that has nothing to change in it.
    private static bool HasTable(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT to_regclass('schema_migration') IS NOT NULL", connection);
        return command.ExecuteScalar() is true;
    }

    private static void MigrateLocked(NpgsqlConnection connection, ConnectionSettings settings, IReadOnlyList<Migration> migrations, int seconds)
    {
        var applied = ReadApplied(connection);
        if (applied.Count > migrations.Count)
        {
            throw new PostgresStoreException(
                $"The database {settings.Shown} has schema version {applied.Count}, made by a newer version of the hub; this one knows {migrations.Count}. "
                + "Start the newer hub.");
        }

        foreach (var migration in migrations)
        {
            if (migration.Version > applied.Count)
            {
                Apply(connection, settings, migration, seconds);
            }
            else if (applied[migration.Version - 1] != migration.Checksum)
            {
                throw new PostgresStoreException(
                    $"The database {settings.Shown} was made by another form of {migration.Name} than the one in this hub. Start the hub that made it.");
            }
        }
    }

    private static List<string> ReadApplied(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT checksum FROM schema_migration ORDER BY version", connection);
        using var rows = command.ExecuteReader();
        var checksums = new List<string>();
        while (rows.Read())
            checksums.Add(rows.GetString(0));
        return checksums;
    }

    private static void Apply(NpgsqlConnection connection, ConnectionSettings settings, Migration migration, int seconds)
    {
        using var transaction = connection.BeginTransaction();
        try
        {
            Execute(connection, migration.Script, seconds);
            using var note = new NpgsqlCommand("INSERT INTO schema_migration (version, name, checksum) VALUES ($1, $2, $3)", connection)
            {
                Parameters = { new() { Value = migration.Version }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
            };
            note.ExecuteNonQuery();
            transaction.Commit();
        }
        catch (PostgresException fault) when (StoreFault.Unavailable(fault) is null)
        {
            throw new PostgresStoreException($"{migration.Name} failed on {settings.Shown}: {fault.MessageText}", fault);
        }
    }

    private static void Execute(NpgsqlConnection connection, string sql, int seconds)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = seconds };
        command.ExecuteNonQuery();
    }
}
