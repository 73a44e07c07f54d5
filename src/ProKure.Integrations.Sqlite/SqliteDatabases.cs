using Microsoft.Extensions.Options;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite;

/// <summary>
/// The files of the embedded stores: <c>configuration.db</c> (configuration, deliveries, fleet), <c>log.db</c> and <c>summary.db</c>. Each is opened, and brought to
/// the schema of this version, with the first store that needs it: what another database keeps has no file here.
/// </summary>
public sealed class SqliteDatabases : IDisposable
{
    private readonly DataDirectory _directory;
    private readonly Lazy<Database> _configuration;
    private readonly Lazy<Database> _log;
    private readonly Lazy<Database> _summary;

    /// <summary>Takes the data directory.</summary>
    /// <exception cref="SqliteStoreException">Another process has the directory; later, a file cannot be used.</exception>
    public SqliteDatabases(IOptions<SqliteStoreOptions> options)
    {
        _directory = DataDirectory.Open(options.Value.DataDirectory);
        _configuration = new Lazy<Database>(() => Database.Open(_directory, "configuration", options.Value));
        _log = new Lazy<Database>(() => Database.Open(_directory, "log", options.Value));
        _summary = new Lazy<Database>(() => Database.Open(_directory, "summary", options.Value));
    }

    internal Database Configuration => _configuration.Value;

    internal Database Log => _log.Value;

    internal Database Summary => _summary.Value;

    /// <summary>Writes what waits, closes the files and lets go of the directory.</summary>
    public void Dispose()
    {
        foreach (var database in new[] { _configuration, _log, _summary })
        {
            if (database.IsValueCreated)
                database.Value.Dispose();
        }

        _directory.Dispose();
    }
}
