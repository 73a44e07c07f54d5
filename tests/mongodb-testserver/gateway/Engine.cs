using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace MongoTestServer;

/// <summary>Runs the engine's SQL functions over a bounded pool of PostgreSQL connections.</summary>
internal sealed class Engine(string socketDirectory, int maxConnections) : IAsyncDisposable
{
    private const int MaxAttempts = 20;

    /// <summary>Failures of a statement that PostgreSQL has rolled back whole, and that a second run gets past.</summary>
    private static readonly HashSet<string> TransientStates =
    [
        PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.SerializationFailure,
        PostgresErrorCodes.DuplicateTable, PostgresErrorCodes.UndefinedTable,
    ];

    private readonly SemaphoreSlim _slots = new(maxConnections);
    private readonly NpgsqlDataSource _source = Connect(socketDirectory, maxConnections);

    private static NpgsqlDataSource Connect(string socketDirectory, int maxConnections)
    {
        var builder = new NpgsqlDataSourceBuilder
        {
            ConnectionStringBuilder =
            {
                Host = socketDirectory,
                Username = "postgres",
                Database = "postgres",
                Options = "-c search_path=documentdb_api_catalog,documentdb_api,public",
                MaxPoolSize = maxConnections,
                CommandTimeout = 0,
                MaxAutoPrepare = 64,
                NoResetOnClose = true,
            },
        };
        return builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
    }

    /// <summary>A connection for the sole use of its holder.</summary>
    public async Task<Lease> RentAsync(CancellationToken stop)
    {
        await _slots.WaitAsync(stop);
        try
        {
            return new Lease(await _source.OpenConnectionAsync(stop), _slots);
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    /// <summary>Runs a statement and returns the columns of its first row.</summary>
    public async Task<object?[]> QueryAsync(string sql, CancellationToken stop, params object?[] arguments)
    {
        await using var lease = await RentAsync(stop);
        return await lease.QueryAsync(sql, stop, arguments);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _slots.Dispose();
    }

    internal sealed class Lease(NpgsqlConnection connection, SemaphoreSlim slots) : IAsyncDisposable
    {
        public async Task<object?[]> QueryAsync(string sql, CancellationToken stop, params object?[] arguments)
        {
            var canRunAgain = !IsProcedureCall(sql); // a procedure may have committed a part
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await QueryOnceAsync(sql, arguments, stop);
                }
                catch (NpgsqlException error) when (connection.FullState.HasFlag(ConnectionState.Broken) || connection.State == ConnectionState.Closed)
                {
                    NpgsqlConnection.ClearPool(connection); // PostgreSQL has restarted: the other connections are gone too
                    throw new CommandException(EngineErrors.ShutdownInProgress, error.Message);
                }
                catch (PostgresException error) when (canRunAgain && attempt < MaxAttempts && TransientStates.Contains(error.SqlState))
                {
                    await Task.Delay(Random.Shared.Next(1, 10 * attempt), stop);
                }
            }
        }

        private async Task<object?[]> QueryOnceAsync(string sql, object?[] arguments, CancellationToken stop)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.AllResultTypesAreUnknown = IsProcedureCall(sql); // no SQL can cast its result for Npgsql: it comes as text
            foreach (var argument in arguments)
            {
                command.Parameters.Add(ToParameter(argument));
            }

            await using var reader = await command.ExecuteReaderAsync(stop);
            if (!await reader.ReadAsync(stop))
            {
                return [];
            }

            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : command.AllResultTypesAreUnknown ? FromText(reader.GetString(i)) : reader.GetValue(i);
            }

            return row;
        }

        private static bool IsProcedureCall(string sql) => sql.StartsWith("CALL ", StringComparison.Ordinal);

        // A column of a procedure's result is BSON or a boolean.
        private static object FromText(string text) => text switch
        {
            "t" => true,
            "f" => false,
            _ when text.StartsWith("BSONHEX", StringComparison.Ordinal) => Convert.FromHexString(text.AsSpan("BSONHEX".Length)),
            _ => throw new FormatException($"Expected BSON or a boolean, found {text.Length} characters of something else."),
        };

        private static NpgsqlParameter ToParameter(object? argument) => argument switch
        {
            null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea },
            ReadOnlyMemory<byte> bytes => new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
            byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
            string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
            double number => new NpgsqlParameter<double> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Double },
            long number => new NpgsqlParameter<long> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Bigint },
            _ => throw new ArgumentException($"no SQL type for {argument.GetType()}", nameof(argument)),
        };

        public async ValueTask DisposeAsync()
        {
            await connection.DisposeAsync();
            slots.Release();
        }
    }
}
