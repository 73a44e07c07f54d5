using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Fleet;

/// <summary>
/// The lease on a role, as this process sees it. It counts from before the store was asked, by a clock that nobody sets, so that this process stops taking itself for the
/// leader before the store gives the role to another: also when the store is away.
/// </summary>
/// <remarks>
/// A process that is held up between looking and acting may still act after its lease ran out. What leaders do must therefore be harmless when two do it.
/// </remarks>
public sealed partial class Leadership(
    IFleetStore store, string role, HubInstance instance, TimeSpan lease, TimeProvider time, ILogger<Leadership> logger)
{
    // Written by the loop alone; whoever reads it sees one term or another, whole.
    private volatile Term? _term;

    /// <summary>Whether this process leads now.</summary>
    public bool IsHeld => Current is not null;

    /// <summary>Since when it leads without a break; null when it does not.</summary>
    public DateTimeOffset? LeadingSince => Current?.BeganAt;

    /// <summary>For how long it has led without a break; zero when it does not.</summary>
    public TimeSpan HeldFor => Current is { } term ? time.GetElapsedTime(term.Began) : TimeSpan.Zero;

    private Term? Current => _term is { } term && time.GetElapsedTime(term.AskedAt) < lease ? term : null;

    /// <summary>Takes and keeps the lease whenever it can be had, until <paramref name="stopping"/>; then gives it up.</summary>
    public async Task KeepAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await TryRenewAsync(stopping);
            await Task.Delay(lease / 3, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await ResignAsync();
    }

    /// <summary>Asks for the lease once.</summary>
    public async Task TryRenewAsync(CancellationToken stopping)
    {
        var (before, asked, askedAt) = (Current, time.GetTimestamp(), time.GetUtcNow());
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), patience, lease / 3, Timeout.InfiniteTimeSpan);
            if (!await store.TryLeadAsync(role, instance.Id, lease, patience.Token))
            {
                _term = null;
                if (before is not null)
                    Log.Lost(logger, role);
                return;
            }

            // A lease that ran out in between begins a new term, though nobody else may have had it.
            var unbroken = Current;
            _term = unbroken is null ? new Term(asked, askedAt, asked) : unbroken with { AskedAt = asked };
            if (unbroken is null)
                Log.Taken(logger, role);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // Whatever the store's fault: the lease runs out by itself, here and there.
            if (before is not null)
                Log.NotRenewed(logger, role, fault);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task ResignAsync()
    {
        if (_term is null)
            return;
        _term = null;
        try
        {
            using var patience = new CancellationTokenSource(lease / 3, time);
            await store.ResignAsync(role, instance.Id, patience.Token);
        }
        catch (Exception fault)
        {
            // Whatever the store's fault: the lease runs out by itself.
            Log.NotResigned(logger, role, fault);
        }
    }

    private sealed record Term(long Began, DateTimeOffset BeganAt, long AskedAt);

    private static partial class Log
    {
        [LoggerMessage(821, LogLevel.Information, "This hub leads now: {Role}")]
        public static partial void Taken(ILogger logger, string role);

        [LoggerMessage(822, LogLevel.Warning, "Another hub leads now: {Role}")]
        public static partial void Lost(ILogger logger, string role);

        [LoggerMessage(823, LogLevel.Warning, "The lease on {Role} could not be renewed; it is lost when its time is up")]
        public static partial void NotRenewed(ILogger logger, string role, Exception reason);

        [LoggerMessage(824, LogLevel.Warning, "The lease on {Role} could not be given up; another hub leads when its time is up")]
        public static partial void NotResigned(ILogger logger, string role, Exception reason);
    }
}
