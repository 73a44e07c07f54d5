using System.Data.Common;
using Npgsql;

namespace ProKure.Integrations.Postgres.Connections;

/// <summary>How the hub connects: the operator's connection string, with the hub's limits where it sets none.</summary>
internal sealed class ConnectionSettings
{
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 10;
    private const int CancelMilliseconds = 2_000;
    private const int MaxConnections = 32;
    private const string Expected = "as 'Host=db;Database=prokure;Username=prokure;Password=…'";

    private readonly NpgsqlConnectionStringBuilder _builder;

    private ConnectionSettings(NpgsqlConnectionStringBuilder builder) => _builder = builder;

    /// <summary>For connections that are kept and lent.</summary>
    public string Pooled => _builder.ConnectionString;

    /// <summary>For a connection that one user keeps for itself.</summary>
    public string Single => new NpgsqlConnectionStringBuilder(Pooled) { Pooling = false }.ConnectionString;

    /// <summary>For the connection that listens.</summary>
    public string Listening =>
        new NpgsqlConnectionStringBuilder(Pooled) { Pooling = false, ApplicationName = $"{_builder.ApplicationName} listener" }.ConnectionString;

    /// <summary>Where that is and as whom, for people; without the password.</summary>
    public string Shown => $"'{_builder.Database}' at {_builder.Host}:{_builder.Port} as '{_builder.Username}'";

    /// <exception cref="PostgresStoreException">The text is no connection string, or says too little.</exception>
    public static ConnectionSettings Of(string connectionString)
    {
        var builder = Parse(connectionString);
        var given = Keywords(connectionString);
        if (string.IsNullOrEmpty(builder.Host))
            throw new PostgresStoreException($"The connection string of PostgreSQL names no Host. Expected keywords and values, {Expected}.");
        if (!given.Contains("Timeout"))
            builder.Timeout = ConnectSeconds;
        if (!given.Contains("Command Timeout") && !given.Contains("CommandTimeout"))
            builder.CommandTimeout = CommandSeconds;
        if (!given.Contains("Cancellation Timeout") && !given.Contains("CancellationTimeout"))
            builder.CancellationTimeout = CancelMilliseconds;
        if (!given.Contains("Maximum Pool Size") && !given.Contains("MaxPoolSize"))
            builder.MaxPoolSize = MaxConnections;
        if (!given.Contains("Application Name") && !given.Contains("ApplicationName"))
            builder.ApplicationName = "prokure-hub";

        // An error's detail repeats the row that was refused, which may hold what no log may show.
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;

        // Tells which statement of a batch was refused; its text has no values in it.
        builder.IncludeFailedBatchedCommand = true;
        return new ConnectionSettings(builder);
    }

    // The text holds a password, and the parser's messages may repeat parts of the text: only the keyword at fault is told.
    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            var keyword = fault is ArgumentException { ParamName: { Length: > 0 } name } && Keywords(connectionString).Contains(name) ? $" ('{name}')" : "";
            throw new PostgresStoreException($"The connection string of PostgreSQL cannot be read{keyword}. Expected keywords and values, {Expected}.");
        }
    }

    private static HashSet<string> Keywords(string connectionString)
    {
        try
        {
            var plain = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return plain.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return [];
        }
    }
}
