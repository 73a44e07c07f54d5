using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Reconciliation;

/// <summary>Compares the stores with each other and mends what a crash or an outage left undone; in one process of the fleet at a time.</summary>
public sealed class Reconciler(Leadership leadership, Func<ReconciliationTerm> beginTerm, IOptions<ReconcilerOptions> options, TimeProvider time) : BackgroundService
{
    /// <summary>The role whose holder reconciles.</summary>
    public const string Role = "reconciler";

    private static readonly TimeSpan WhileFollowing = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var keeping = leadership.KeepAsync(stoppingToken);
        try
        {
            await LeadAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What a pass had not finished is done by the next leader.
        }

        await keeping;
    }

    private async Task LeadAsync(CancellationToken stopping)
    {
        ReconciliationTerm? term = null;
        while (!stopping.IsCancellationRequested)
        {
            term = leadership.IsHeld ? term ?? beginTerm() : null;
            if (term is not null)
                await term.RunPassAsync(stopping);
            await Task.Delay(term is null ? WhileFollowing : options.Value.PassInterval, time, stopping);
        }
    }
}
