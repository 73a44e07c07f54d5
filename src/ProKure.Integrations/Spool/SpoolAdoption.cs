using Microsoft.Extensions.Hosting;

namespace ProKure.Integrations.Spool;

/// <summary>Looks, at the start and from then on, for what processes that are gone left in the spool's directory.</summary>
public sealed class SpoolAdoption(HubSpool spool, TimeProvider time) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Scanning what was left behind takes its time; the start does not wait for it.
        await Task.Yield();
        using var timer = new PeriodicTimer(spool.Options.AdoptInterval, time);
        do
        {
            spool.Adopt();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
