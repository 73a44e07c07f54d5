
namespace ProKure.Integrations.Sqlite.Tests;

/// <summary>The databases in a directory of their own, removed with it.</summary>
internal sealed class TemporaryStores : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("prokure-").FullName;
    private SqliteDatabases? _databases;

    // No test cuts the power, so none needs to wait for the disk.
    public SqliteStoreOptions Options => field ??= new SqliteStoreOptions { DataDirectory = _directory, Synchronous = SqliteSynchronous.Normal };

    public SqliteDatabases Databases => _databases ??= new SqliteDatabases(Microsoft.Extensions.Options.Options.Create(Options));

    public string FileOf(string name) => Path.Combine(_directory, name);

    /// <summary>Closes the databases and opens them again, as a restart does.</summary>
    public SqliteDatabases Reopen()
    {
        Close();
        return Databases;
    }

    public void Close()
    {
        _databases?.Dispose();
        _databases = null;
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(_directory, recursive: true);
    }
}
