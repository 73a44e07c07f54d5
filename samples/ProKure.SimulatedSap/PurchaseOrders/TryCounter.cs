namespace ProKure.Samples.Sap.PurchaseOrders;

/// <summary>Counts tries of a behavior for one reference; the oldest references are forgotten beyond the limit.</summary>
internal sealed class TryCounter(int capacity)
{
    // Both are guarded by _gate and hold the same keys, _age oldest first.
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Behavior, string Reference), int> _tries = [];
    private readonly Queue<(string Behavior, string Reference)> _age = new();

    /// <summary>Counts this try and says which it is, from 1; orders without a reference count as one.</summary>
    public int Next(string behavior, string? reference)
    {
        var key = (behavior, reference ?? "");
        lock (_gate)
        {
            var count = _tries.GetValueOrDefault(key) + 1;
            _tries[key] = count;
            if (count == 1)
                _age.Enqueue(key);
            if (_age.Count > capacity)
                _tries.Remove(_age.Dequeue());
            return count;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _tries.Clear();
            _age.Clear();
        }
    }
}
