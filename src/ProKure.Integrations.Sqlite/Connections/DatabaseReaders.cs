using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ProKure.Integrations.Sqlite.Connections;

/// <summary>
/// The readers of one file: connections that see the last commit as of their beginning and neither wait for the writer nor keep it waiting.
/// </summary>
internal sealed class DatabaseReaders(Func<Connection> open, int maxReaders) : IDisposable
{
    private readonly ConcurrentBag<Connection> _idle = [];
    private readonly SemaphoreSlim _free = new(maxReaders);

    /// <summary>Reads from one state of the file, on a thread of the pool, since SQLite does not wait asynchronously.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be read.</exception>
    public async Task<T> RunAsync<T>(Func<Connection, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Read(read, cancellationToken), cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the reads that are under way, then closes the connections.</summary>
    public void Dispose()
    {
        for (var reader = 0; reader < maxReaders; reader++)
            _free.Wait(CancellationToken.None);
        while (_idle.TryTake(out var connection))
            connection.Dispose();
        _free.Dispose();
    }

    private T Read<T>(Func<Connection, T> read, CancellationToken cancellationToken)
    {
        Connection? connection = null;
        try
        {
            if (!_idle.TryTake(out connection))
                connection = open();
            T result;
            using (cancellationToken.UnsafeRegister(static reader => ((Connection)reader!).Interrupt(), connection))
            {
                connection.Execute("BEGIN");
                result = read(connection);
                connection.Execute("COMMIT");
            }

            _idle.Add(connection);
            return result;
        }
        catch (Exception fault)
        {
            connection?.Dispose();
            if (fault is SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT })
                cancellationToken.ThrowIfCancellationRequested();
            if (StoreFault.Unavailable(fault) is { } unavailable)
                throw unavailable;
            throw;
        }
    }
}
