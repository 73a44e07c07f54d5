using Microsoft.Extensions.Options;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite;

/// <summary>The files of the embedded stores, open: <c>configuration.db</c> (configuration and deliveries), <c>log.db</c> and <c>summary.db</c>.</summary>
public sealed class SqliteDatabases : IDisposable
{
    private readonly DataDirectory _directory;

    /// <summary>Takes the data directory and opens the files, bringing each to the schema of this version.</summary>
    /// <exception cref="SqliteStoreException">Another process has the directory, or a file cannot be used.</exception>
    public SqliteDatabases(IOptions<SqliteStoreOptions> options)
    {
        _directory = DataDirectory.Open(options.Value.DataDirectory);
        try
        {
            Configuration = Database.Open(_directory, "configuration", options.Value);
            Log = Database.Open(_directory, "log", options.Value);
            Summary = Database.Open(_directory, "summary", options.Value);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal Database Configuration { get; }

    internal Database Log { get; }

    internal Database Summary { get; }

    /// <summary>Writes what waits, closes the files and lets go of the directory.</summary>
    public void Dispose()
    {
        Configuration?.Dispose();
        Log?.Dispose();
        Summary?.Dispose();
        _directory.Dispose();
    }
}
