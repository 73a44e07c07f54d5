using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>
/// Tells the other hubs that something was queued, so that they need not wait for their next poll. Not part of the transaction that queues: commits with a
/// NOTIFY go one after the other through a lock of the whole server. One notice at a time is under way, however many deliveries it stands for; one that fails is
/// left out, since the others poll.
/// </summary>
public sealed partial class DeliveryNotices : IAsyncDisposable
{
    private const string Notify = "SELECT pg_notify($1, '')";

    private readonly PostgresDatabase _database;
    private readonly ILogger<DeliveryNotices> _logger;
    private readonly Channel<bool> _untold = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task _loop;

    /// <summary>Begins to tell.</summary>
    public DeliveryNotices(PostgresDatabase database, ILogger<DeliveryNotices> logger)
    {
        _database = database;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _untold.Writer.TryComplete();
        await _loop;
    }

    /// <summary>Has the others told of it, if it waits to be claimed; returns at once.</summary>
    internal void Tell(Delivery delivery)
    {
        if (delivery.State == DeliveryState.Queued)
            _untold.Writer.TryWrite(true);
    }

    private async Task RunAsync()
    {
        await foreach (var _ in _untold.Reader.ReadAllAsync())
        {
            try
            {
                await _database.RunAsync(
                    (session, cancel) => session.ExecuteAsync(new Statement(Notify).Bind(Channels.Delivery), cancel), CancellationToken.None);
            }
            catch (Exception fault)
            {
                // Whatever it is: the delivery is queued, and the others find it by themselves.
                Log.NotTold(_logger, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Debug, "The other hubs could not be told that something was queued; they find it with their next poll")]
        public static partial void NotTold(ILogger logger, Exception reason);
    }
}
