using System.Collections.Concurrent;

namespace ProKure.Integrations.Retry;

/// <summary>The deliveries that this process works on now, so that a person can end one.</summary>
public sealed class RunningDeliveries
{
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = new();

    /// <summary>Whether nothing runs.</summary>
    public bool IsEmpty => _running.IsEmpty;

    /// <summary>Ends the delivery if this process works on it: best effort, since the request may be under way.</summary>
    /// <returns>Whether this process works on it.</returns>
    public bool TryCancel(Guid deliveryId)
    {
        if (!_running.TryGetValue(deliveryId, out var source))
            return false;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended just now.
        }

        return true;
    }

    internal void Add(Guid deliveryId, CancellationTokenSource source) => _running[deliveryId] = source;

    internal void Remove(Guid deliveryId) => _running.TryRemove(deliveryId, out _);
}
