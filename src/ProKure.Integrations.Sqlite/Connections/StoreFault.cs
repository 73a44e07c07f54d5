using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ProKure.Integrations.Sqlite.Connections;

/// <summary>What an error of SQLite means for the stores. Told by code, never by message.</summary>
internal static class StoreFault
{
    /// <summary>The error in the stores' words when the file cannot be used now; null when something else is wrong, as a value that is refused.</summary>
    public static StoreUnavailableException? Unavailable(Exception fault) => fault switch
    {
        StoreUnavailableException known => known,
        SqliteException { SqliteErrorCode: var code } sqlite when Sentence(code) is { } sentence => new StoreUnavailableException(sentence, sqlite),
        _ => null,
    };

    /// <summary>Whether SQLite refuses the value rather than the write: a constraint, a type, or a value that is too long.</summary>
    public static bool IsRefusal(SqliteException fault) =>
        fault.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG;

    /// <summary>Whether the connection must be opened again before it can be trusted.</summary>
    public static bool EndsConnection(Exception fault) =>
        fault is SqliteException { SqliteErrorCode: not (raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED) } sqlite && !IsRefusal(sqlite);

    private static string? Sentence(int code) => code switch
    {
        raw.SQLITE_FULL => "The disk that holds the data directory is full. Writing goes on by itself once there is room.",
        raw.SQLITE_IOERR => "The disk that holds the data directory could not be read or written.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => "Another program, perhaps a backup, keeps a file of the data directory locked.",
        raw.SQLITE_CANTOPEN => "A file of the data directory could not be opened.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => "A file of the data directory may not be written.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "A file of the data directory is damaged. Restore it from a backup.",
        raw.SQLITE_NOMEM => "There is not enough memory for the embedded database.",
        _ => null,
    };
}
