using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Connections;

/// <summary>
/// Hears what other hubs tell (LISTEN) and wakes what waits for it here. Connects again, ever more patiently, when its connection breaks; then it wakes everybody, since
/// nobody knows what was told meanwhile.
/// </summary>
internal sealed partial class ChangeListener(
    PostgresDatabase database, ConfigurationSignal configuration, DeliverySignal deliveries, CircuitSignal circuits, TimeProvider time, ILogger<ChangeListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // A connection whose other end vanished says nothing either: after so long a silence it is asked.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = FirstWait;
        var isBroken = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(database.Settings.Listening);
                connection.Notification += (_, notice) => Wake(notice.Channel);
                await ListenAsync(connection, stoppingToken);
                if (isBroken)
                    Log.ListensAgain(logger);
                (isBroken, wait) = (false, FirstWait);
                Wake(Channels.Configuration);
                Wake(Channels.Delivery);
                Wake(Channels.Circuit);
                await HearAsync(connection, stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: hubs poll as well, and listening begins anew.
                if (!isBroken)
                    Log.Broken(logger, fault);
                isBroken = true;
                await Task.Delay(wait * (0.5 + Random.Shared.NextDouble()), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    private static async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        await new Session(connection).ExecuteAsync(
            [new Statement($"LISTEN {Channels.Configuration}"), new Statement($"LISTEN {Channels.Delivery}"), new Statement($"LISTEN {Channels.Circuit}")], cancellationToken);
    }

    private static async Task HearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!await connection.WaitAsync(Silence, cancellationToken))
                await new Session(connection).ExecuteAsync(new Statement("SELECT 1"), cancellationToken);
        }
    }

    private void Wake(string channel)
    {
        switch (channel)
        {
            case Channels.Configuration:
                configuration.Set();
                break;
            case Channels.Circuit:
                circuits.Set();
                break;
            default:
                deliveries.Set();
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "Changes made by other hubs are not heard for now and found by polling; listening is tried again")]
        public static partial void Broken(ILogger logger, Exception reason);

        [LoggerMessage(2102, LogLevel.Information, "Changes made by other hubs are heard again")]
        public static partial void ListensAgain(ILogger logger);
    }
}
