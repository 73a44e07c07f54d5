using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Tests.Limits;

/// <summary>A store that several hubs share, in memory: counts what it is asked, and can be away.</summary>
internal sealed class SharedLimitStore(TimeProvider time) : ILimitStore
{
    private readonly InProcessLimitStore _inner = new(time);
    private int _asked;

    public bool IsShared => true;

    /// <summary>True refuses every question.</summary>
    public bool IsAway { get; set; }

    /// <summary>True answers no question.</summary>
    public bool Hangs { get; set; }

    public int Asked => _asked;

    public Task<PermitGrant> TakeAsync(PermitRequest request, CancellationToken cancellationToken) => AnswerAsync(() => _inner.TakeAsync(request, cancellationToken), cancellationToken);

    public Task<SlotGrant> HoldAsync(SlotRequest request, CancellationToken cancellationToken) => AnswerAsync(() => _inner.HoldAsync(request, cancellationToken), cancellationToken);

    private async Task<T> AnswerAsync<T>(Func<Task<T>> answer, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        if (Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        await Task.Yield();
        return IsAway ? throw new StoreUnavailableException("The store of limits is away.") : await answer();
    }
}
