using System.Globalization;
using ProKure.Samples.Sap.Wire;

namespace ProKure.Samples.Sap.PurchaseOrders;

/// <summary>The purchase orders of a simulated SAP: created under rising numbers, kept up to a limit, found by number and by reference.</summary>
public sealed class PurchaseOrderBook
{
    private readonly int _capacity;
    private readonly TimeProvider _time;

    // All below is guarded by _gate. The three indexes hold the same orders, those in _age, oldest first.
    private readonly Lock _gate = new();
    private readonly Queue<string> _age = new();
    private readonly Dictionary<string, StoredPurchaseOrder> _byNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _byReference = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byKey = new(StringComparer.Ordinal);
    private long _next;
    private long _created;
    private long _cancelled;
    private long _repeated;
    private long _forgotten;

    internal PurchaseOrderBook(SimulatedSapOptions options)
    {
        _capacity = options.MaxPurchaseOrders;
        _time = options.Time;
        _next = options.FirstPurchaseOrderNumber;
    }

    /// <summary>The exact counts as they stand now.</summary>
    public PurchaseOrderCounts Counts
    {
        get
        {
            lock (_gate)
                return new PurchaseOrderCounts(_created, _cancelled, _repeated, _forgotten);
        }
    }

    /// <summary>The latest purchase orders, oldest first.</summary>
    /// <param name="last">How many at most; all that are kept by default.</param>
    public IReadOnlyList<StoredPurchaseOrder> Recent(int last = int.MaxValue)
    {
        lock (_gate)
            return [.. _age.Skip(Math.Max(0, _age.Count - last)).Select(number => _byNumber[number])];
    }

    /// <summary>The purchase order of that number; null where none is kept.</summary>
    /// <param name="number">Its number.</param>
    public StoredPurchaseOrder? Find(string number)
    {
        lock (_gate)
            return _byNumber.GetValueOrDefault(number);
    }

    /// <summary>The purchase orders of that reference, oldest first; empty where none is kept.</summary>
    /// <param name="reference">The buyer's own number.</param>
    public IReadOnlyList<StoredPurchaseOrder> FindByReference(string reference)
    {
        lock (_gate)
            return _byReference.TryGetValue(reference, out var numbers) ? [.. numbers.Select(number => _byNumber[number])] : [];
    }

    /// <summary>The references under which more than one purchase order was created, among those kept.</summary>
    public IReadOnlyList<DuplicateReference> Duplicates()
    {
        lock (_gate)
            return [.. _byReference.Where(pair => pair.Value.Count > 1).Select(pair => new DuplicateReference(pair.Key, [.. pair.Value]))];
    }

    /// <summary>Forgets all purchase orders and sets the counts to zero; numbers go on rising.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _age.Clear();
            _byNumber.Clear();
            _byReference.Clear();
            _byKey.Clear();
            _created = _cancelled = _repeated = _forgotten = 0;
        }
    }

    internal CreateResult Create(PurchaseOrderBody body, string? idempotencyKey)
    {
        lock (_gate)
        {
            if (idempotencyKey is not null && _byKey.TryGetValue(idempotencyKey, out var known))
                return Repeat(_byNumber[known], body);

            var order = new StoredPurchaseOrder
            {
                Number = _next++.ToString(CultureInfo.InvariantCulture),
                Reference = body.Reference,
                VendorCode = body.VendorCode,
                CompanyCode = body.CompanyCode,
                Currency = body.Currency,
                Items = [.. body.Items.Select(item => new StoredItem(item.Material, item.Qty, item.Unit))],
                IdempotencyKey = idempotencyKey,
                CreatedAt = _time.GetUtcNow(),
            };
            Keep(order);
            _created++;
            return new CreateResult(CreateOutcome.Created, order);
        }
    }

    /// <summary>Cancels the order if it is there and <paramref name="mayCancel"/> agrees; returns it as it was before, null where there is none.</summary>
    internal StoredPurchaseOrder? Cancel(string number, string reason, Func<StoredPurchaseOrder, bool> mayCancel)
    {
        lock (_gate)
        {
            var order = _byNumber.GetValueOrDefault(number);
            if (order is null || !mayCancel(order))
                return order;
            _byNumber[number] = order with { CancellationReason = reason, Version = order.Version + 1 };
            _cancelled++;
            return order;
        }
    }

    private CreateResult Repeat(StoredPurchaseOrder known, PurchaseOrderBody body)
    {
        if (!string.Equals(known.Reference, body.Reference, StringComparison.Ordinal))
            return new CreateResult(CreateOutcome.KeyReused, known);
        _repeated++;
        return new CreateResult(CreateOutcome.Repeated, known);
    }

    private void Keep(StoredPurchaseOrder order)
    {
        _age.Enqueue(order.Number);
        _byNumber.Add(order.Number, order);
        if (order.IdempotencyKey is not null)
            _byKey.Add(order.IdempotencyKey, order.Number);
        if (order.Reference is not null)
        {
            if (!_byReference.TryGetValue(order.Reference, out var numbers))
                _byReference.Add(order.Reference, numbers = []);
            numbers.Add(order.Number);
        }

        if (_age.Count > _capacity)
            Forget(_byNumber[_age.Dequeue()]);
    }

    private void Forget(StoredPurchaseOrder order)
    {
        _forgotten++;
        _byNumber.Remove(order.Number);
        if (order.IdempotencyKey is not null)
            _byKey.Remove(order.IdempotencyKey);
        if (order.Reference is null || !_byReference.TryGetValue(order.Reference, out var numbers))
            return;
        numbers.Remove(order.Number);
        if (numbers.Count == 0)
            _byReference.Remove(order.Reference);
    }
}
