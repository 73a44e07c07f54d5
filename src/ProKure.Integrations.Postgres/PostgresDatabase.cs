using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Postgres.Schema;

namespace ProKure.Integrations.Postgres;

/// <summary>The database of the PostgreSQL stores: its pool of connections, with the schema of this version.</summary>
public sealed class PostgresDatabase : IAsyncDisposable, IDisposable
{
    private const int MaxTries = 5;
    private readonly NpgsqlDataSource _source;

    /// <summary>Connects and brings the database to the schema of this version.</summary>
    /// <exception cref="PostgresStoreException">The server cannot be reached, refuses the hub, or has a database that this version cannot use.</exception>
    public PostgresDatabase(IOptions<PostgresStoreOptions> options)
    {
        var settings = ConnectionSettings.Of(options.Value.ConnectionString);
        Migrator.Migrate(settings, Migration.All(), options.Value.MigrationTimeout);
        Settings = settings;
        _source = NpgsqlDataSource.Create(settings.Pooled);
    }

    /// <summary>Which database, where and as whom, for people; without the password.</summary>
    public string Place => Settings.Shown;

    internal ConnectionSettings Settings { get; }

    /// <summary>Runs <paramref name="work"/> on a connection of its own, each statement or batch in a transaction of its own.</summary>
    /// <exception cref="StoreUnavailableException">The server is away, has no room, or takes too long.</exception>
    internal Task<T> RunAsync<T>(Func<Session, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TryAsync(
            async () =>
            {
                await using var connection = await _source.OpenConnectionAsync(cancellationToken);
                return await work(new Session(connection), cancellationToken);
            },
            cancellationToken);

    /// <summary>As <see cref="RunAsync"/>, on a connection that ends with the work, and with it what the work locked.</summary>
    internal Task<T> RunAloneAsync<T>(Func<Session, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TryAsync(
            async () =>
            {
                await using var connection = new NpgsqlConnection(Settings.Single);
                await connection.OpenAsync(cancellationToken);
                return await work(new Session(connection), cancellationToken);
            },
            cancellationToken);

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it or, when it throws, nothing.</summary>
    /// <inheritdoc cref="RunAsync"/>
    internal Task<T> InTransactionAsync<T>(
        IsolationLevel isolation, Func<Session, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TryAsync(
            async () =>
            {
                await using var connection = await _source.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
                var result = await work(new Session(connection), cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return result;
            },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // A serialization failure or a deadlock undid all that was begun; doing it again is what the server asks for.
    private static async Task<T> TryAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await work();
            }
            catch (PostgresException fault) when (StoreFault.AsksToTryAgain(fault) && tries < MaxTries)
            {
                // Begins anew.
            }
            catch (Exception fault)
            {
                if (StoreFault.Unavailable(fault) is { } unavailable)
                    throw unavailable;
                throw;
            }
        }
    }
}
