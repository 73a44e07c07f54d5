using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Limits;

/// <summary>Keeps what this process holds of the limits, and knows how many hubs share them; gives everything back at the end.</summary>
internal sealed partial class LimitUpkeep(
    LimitGates gates, IFleetStore fleetStore, IOptions<FleetOptions> fleetOptions, IOptions<LimitOptions> options, TimeProvider time, ILogger<LimitUpkeep> logger)
    : BackgroundService
{
    // How many hubs there are changes seldom.
    private const int RoundsBetweenCounts = 5;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await gates.GiveUpAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(options.Value.UpkeepInterval, time);
        for (var round = 0; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            try
            {
                if (round % RoundsBetweenCounts == 0)
                    gates.Fleet.Instances = (await fleetStore.GetLiveAsync(fleetOptions.Value.Silence, stoppingToken)).Count;
                await gates.UpkeepAsync();
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the store's fault: the last known number of hubs stands, and the next round tries again.
                Log.Failed(logger, fault);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(903, LogLevel.Debug, "The limits could not be looked after; the next round tries again")]
        public static partial void Failed(ILogger logger, Exception reason);
    }
}
