using Microsoft.Data.Sqlite;
using ProKure.Integrations.Sqlite.Schema;

namespace ProKure.Integrations.Sqlite.Connections;

/// <summary>One file: its writer and its readers, opened with the schema of this version.</summary>
internal sealed class Database : IDisposable
{
    private readonly DatabaseWriter _writer;
    private readonly DatabaseReaders _readers;

    private Database(string path, Connection connection, SqliteStoreOptions options)
    {
        Path = path;
        _writer = new DatabaseWriter(System.IO.Path.GetFileName(path), connection, () => Connection.OpenWriter(path, options));
        _readers = new DatabaseReaders(() => Connection.OpenReader(path, options), options.MaxReaders);
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Opens <c>{name}.db</c> and brings it to the schema of this version.</summary>
    /// <exception cref="SqliteStoreException">The file cannot be opened or comes from another version.</exception>
    public static Database Open(DataDirectory directory, string name, SqliteStoreOptions options)
    {
        var path = directory.FileOf($"{name}.db");
        Connection? connection = null;
        try
        {
            connection = Connection.OpenWriter(path, options);
            Migrator.Migrate(connection, path, Migration.AllOf(name));
            return new Database(path, connection, options);
        }
        catch (SqliteException fault)
        {
            connection?.Dispose();
            throw new SqliteStoreException($"'{path}' cannot be opened: {StoreFault.Unavailable(fault)?.Message ?? fault.Message}", fault);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="DatabaseWriter.RunAsync"/>
    public Task<T> WriteAsync<T>(Func<Connection, T> work, CancellationToken cancellationToken) => _writer.RunAsync(work, cancellationToken);

    /// <inheritdoc cref="DatabaseWriter.RunAloneAsync"/>
    public Task<T> WriteAloneAsync<T>(Func<Connection, T> work, CancellationToken cancellationToken) => _writer.RunAloneAsync(work, cancellationToken);

    /// <inheritdoc cref="DatabaseReaders.RunAsync"/>
    public Task<T> ReadAsync<T>(Func<Connection, T> read, CancellationToken cancellationToken) => _readers.RunAsync(read, cancellationToken);

    /// <summary>
    /// Carries out what waits and closes the file. Readers go first, so that the writer, the last to leave, can tidy up its write-ahead file.
    /// </summary>
    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
    }
}
