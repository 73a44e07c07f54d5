using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Circuits;

/// <summary>Sees what other hubs did to circuits: at once where the store tells, by looking otherwise.</summary>
internal sealed partial class CircuitWatch(CircuitBoard board, CircuitSignal signal, IOptions<LimitOptions> options, TimeProvider time, ILogger<CircuitWatch> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var isBlind = false;
        do
        {
            try
            {
                await board.RefreshAsync(stoppingToken);
                isBlind = false;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the store's fault: circuits stand as they did, and are looked at again.
                if (!isBlind)
                    Log.Blind(logger, fault);
                isBlind = true;
            }

            await signal.WaitAsync(options.Value.UpkeepInterval, time, stoppingToken);
        }
        while (board.IsShared || isBlind);
    }

    private static partial class Log
    {
        [LoggerMessage(914, LogLevel.Warning, "What other hubs do to circuits cannot be seen now")]
        public static partial void Blind(ILogger logger, Exception reason);
    }
}
