using System.Net.Sockets;
using Npgsql;

namespace ProKure.Integrations.Postgres.Connections;

/// <summary>What an error of PostgreSQL or its driver means for the stores. Told by SQLSTATE and type, never by message.</summary>
/// <remarks>https://www.postgresql.org/docs/current/errcodes-appendix.html</remarks>
internal static class StoreFault
{
    private const string IdleInTransactionSessionTimeout = "25P03";

    /// <summary>The error in the stores' words when the database cannot be used now; null when something else is wrong, as a value that is refused.</summary>
    public static StoreUnavailableException? Unavailable(Exception fault) => fault switch
    {
        StoreUnavailableException known => known,
        PostgresException { SqlState: var state } when Sentence(state) is { } sentence => new StoreUnavailableException(sentence, fault),
        PostgresException { IsTransient: true } => new StoreUnavailableException("PostgreSQL cannot be used at the moment.", fault),
        PostgresException => null,
        NpgsqlException { InnerException: TimeoutException } => new StoreUnavailableException("PostgreSQL did not answer in time.", fault),
        NpgsqlException { InnerException: IOException or SocketException } or NpgsqlException { IsTransient: true } =>
            new StoreUnavailableException("PostgreSQL cannot be reached.", fault),
        IOException or SocketException => new StoreUnavailableException("PostgreSQL cannot be reached.", fault),
        TimeoutException => new StoreUnavailableException("PostgreSQL did not answer in time.", fault),
        _ => null,
    };

    /// <summary>Whether the database refuses the value rather than the write: a constraint, or a text that it cannot keep.</summary>
    public static bool IsRefusal(PostgresException fault) =>
        fault.SqlState.StartsWith("23", StringComparison.Ordinal) || fault.SqlState.StartsWith("22", StringComparison.Ordinal);

    /// <summary>Whether the transaction was undone only because of what others did at the same time.</summary>
    public static bool AsksToTryAgain(PostgresException fault) =>
        fault.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    private static string? Sentence(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => "The disk of PostgreSQL is full. Writing goes on by itself once there is room.",
        PostgresErrorCodes.OutOfMemory => "PostgreSQL has not enough memory.",
        PostgresErrorCodes.TooManyConnections => "PostgreSQL takes no more connections (max_connections, or a limit of the role or the database).",
        PostgresErrorCodes.ReadOnlySqlTransaction => "PostgreSQL takes no writes: the server is a standby, or the database is set to read only.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "PostgreSQL is shutting down.",
        PostgresErrorCodes.CannotConnectNow => "PostgreSQL is starting or shutting down.",
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => "PostgreSQL did not answer in time.",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => "Too many others write the same rows of PostgreSQL at once.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "PostgreSQL refuses the hub's user or password.",
        PostgresErrorCodes.InvalidCatalogName => "PostgreSQL has no database of this name.",
        PostgresErrorCodes.InsufficientPrivilege => "The hub's user lacks a right in PostgreSQL.",
        IdleInTransactionSessionTimeout => "The hub was too slow, and PostgreSQL ended its transaction.",
        PostgresErrorCodes.IoError => "The disk of PostgreSQL could not be read or written.",
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => "A file of PostgreSQL is damaged. Restore it from a backup.",
        _ when state.StartsWith("08", StringComparison.Ordinal) => "The connection to PostgreSQL broke.",
        _ when state.StartsWith("53", StringComparison.Ordinal) => "PostgreSQL lacks a resource.",
        _ when state.StartsWith("57", StringComparison.Ordinal) => "PostgreSQL cannot be used at the moment.",
        _ when state.StartsWith("58", StringComparison.Ordinal) => "The system under PostgreSQL fails.",
        _ => null,
    };
}
