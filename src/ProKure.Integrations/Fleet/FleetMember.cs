using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Fleet;

/// <summary>
/// This process as a member of the fleet: gives signs of life, and says goodbye at the stop. Registered before the workers, so that it leaves after they have
/// ended.
/// </summary>
public sealed partial class FleetMember(
    IFleetStore store, HubInstance instance, IOptions<FleetOptions> options, TimeProvider time, ILogger<FleetMember> logger) : BackgroundService
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly InstanceBeat _beat = new(
        instance.Id, Environment.MachineName, Environment.ProcessId, OwnVersion(), time.GetUtcMilliseconds());

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            using var patience = new CancellationTokenSource(Goodbye, time);
            await store.LeaveAsync(instance.Id, patience.Token);
        }
        catch (Exception fault)
        {
            // Whatever the store's fault: without a goodbye the others notice the silence.
            Log.NotLeft(logger, fault);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(options.Value.BeatInterval, time);
        var isSilent = false;
        do
        {
            try
            {
                await store.BeatAsync(_beat, stoppingToken);
                if (isSilent)
                    Log.HeardAgain(logger);
                isSilent = false;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the store's fault, the next beat tries again; one line for each silence, not for each beat.
                if (!isSilent)
                    Log.Silent(logger, fault);
                isSilent = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static string OwnVersion() =>
        typeof(FleetMember).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private static partial class Log
    {
        [LoggerMessage(811, LogLevel.Warning, "No sign of life can be given; other hubs may take this one for dead")]
        public static partial void Silent(ILogger logger, Exception reason);

        [LoggerMessage(812, LogLevel.Information, "Signs of life are given again")]
        public static partial void HeardAgain(ILogger logger);

        [LoggerMessage(813, LogLevel.Warning, "The fleet could not be left in good order; the other hubs will notice the silence")]
        public static partial void NotLeft(ILogger logger, Exception reason);
    }
}
