using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ProKure.Integrations.Sqlite.Connections;

/// <summary>An open connection to one file with the statements prepared on it. Used by one thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(SqlComparer.Instance);

    private Connection(SqliteConnection connection) => _connection = connection;

    /// <summary>The native handle.</summary>
    public sqlite3 Handle => _connection.Handle!;

    /// <summary>Whether a transaction is open; SQLite ends it by itself on some errors.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>The id of the row inserted last.</summary>
    public long LastRowId => raw.sqlite3_last_insert_rowid(Handle);

    /// <summary>Opens the file for writing; makes it when missing.</summary>
    public static Connection OpenWriter(string path, SqliteStoreOptions options)
    {
        var connection = Open(path, SqliteOpenMode.ReadWriteCreate, options);
        try
        {
            // Bodies of a few KiB fill large pages better: seven of 2 KiB in 16 KiB, but one in 4 KiB. It counts for new files only.
            connection.Execute("PRAGMA page_size = 16384");
            connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute(options.Synchronous == SqliteSynchronous.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            connection.Execute("PRAGMA foreign_keys = ON");
            connection.Execute("PRAGMA trusted_schema = OFF");
            connection.Execute("PRAGMA temp_store = MEMORY");
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{options.CacheMegabytes * 1024L}"));

            // The write-ahead file is used again from its beginning rather than cut: writing over it costs less than growing it. The limit cuts only
            // what a long reader made it grow to.
            var limit = options.WriteAheadMegabytes * 1024L * 1024L;
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA journal_size_limit = {limit + (limit / 4)}"));
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA wal_autocheckpoint = {limit / connection.ReadInt64("PRAGMA page_size")}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file for reading only.</summary>
    public static Connection OpenReader(string path, SqliteStoreOptions options) => Open(path, SqliteOpenMode.ReadOnly, options);

    /// <summary>The prepared statement for this SQL; handed back by disposing it.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known.Borrow();

        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle), Handle);
        var statement = new Statement(handle, Handle);
        _statements.Add(sql, statement);
        return statement.Borrow();
    }

    /// <summary>Runs one statement without values.</summary>
    public int Execute(string sql) => Prepare(sql).Execute();

    /// <summary>Runs several statements without values, separated by semicolons.</summary>
    public void ExecuteScript(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, sql), Handle);

    /// <summary>The number that the statement gives.</summary>
    public long ReadInt64(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.ReadInt64() : throw new InvalidOperationException($"'{sql}' gave no row.");
    }

    /// <summary>Runs <paramref name="work"/> so that it leaves nothing behind when it throws. No statement may be in use.</summary>
    public T InSavepoint<T>(Func<Connection, T> work)
    {
        Execute("SAVEPOINT part");
        try
        {
            var result = work(this);
            Execute("RELEASE part");
            return result;
        }
        catch
        {
            TakeBackStatements();

            // After some errors there is no transaction left that could be undone.
            if (InTransaction)
            {
                Execute("ROLLBACK TO part");
                Execute("RELEASE part");
            }

            throw;
        }
    }

    /// <summary>Undoes what is not committed.</summary>
    public void Rollback()
    {
        TakeBackStatements();
        if (InTransaction)
            Execute("ROLLBACK");
    }

    /// <summary>Makes a statement that another thread's connection runs end soon with SQLITE_INTERRUPT.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(Handle);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Close();
        _statements.Clear();
        _connection.Dispose();
    }

    // What threw while it bound values could not hand its statement back.
    private void TakeBackStatements()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
    }

    private static Connection Open(string path, SqliteOpenMode mode, SqliteStoreOptions options)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, (int)options.BusyTimeout.TotalMilliseconds);
            return new Connection(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Nearly every SQL text is a constant, known by reference: hashing its content for each look-up would be waste.</summary>
    private sealed class SqlComparer : IEqualityComparer<string>
    {
        public static readonly SqlComparer Instance = new();

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string sql) => sql.Length;
    }
}
