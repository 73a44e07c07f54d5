namespace ProKure.Integrations.Reconciliation;

/// <summary>What the reconciler of this process found and mended since the process began.</summary>
public sealed class ReconciliationReport(TimeProvider time)
{
    /// <summary>The most that is kept of what cannot be mended; further ones are counted.</summary>
    public const int MaxUnmendable = 200;

    // Everything below is guarded by the gate.
    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Enum.GetValues<ReconciliationKind>().Length];
    private readonly Dictionary<Guid, UnmendableRetry> _unmendable = [];
    private readonly Dictionary<string, StepFault> _faults = new(StringComparer.Ordinal);
    private DateTimeOffset? _lastPassAt;
    private DateTimeOffset? _checkedUntil;
    private DateTimeOffset? _checkedBackTo;

    /// <summary>How it stands now.</summary>
    public ReconciliationState State
    {
        get
        {
            lock (_gate)
            {
                return new ReconciliationState
                {
                    LastPassAt = _lastPassAt,
                    CheckedUntil = _checkedUntil,
                    CheckedBackTo = _checkedBackTo,
                    Counts = Enum.GetValues<ReconciliationKind>().ToDictionary(kind => kind, kind => _counts[(int)kind]),
                    Faults = [.. _faults.Values.OrderBy(fault => fault.Step, StringComparer.Ordinal)],
                    Unmendable = [.. _unmendable.Values.OrderBy(retry => retry.PlannedAt)],
                };
            }
        }
    }

    internal void Mended(ReconciliationKind kind, long count)
    {
        if (count == 0)
            return;
        Telemetry.Reconciled.Add(count, new KeyValuePair<string, object?>("kind", WireName.Of(kind)));
        lock (_gate)
            _counts[(int)kind] += count;
    }

    /// <summary>Whether this attempt's retry is known to be beyond mending.</summary>
    internal bool IsKnown(Guid requestId)
    {
        lock (_gate)
            return _unmendable.ContainsKey(requestId);
    }

    internal void NotMendable(UnmendableRetry retry)
    {
        lock (_gate)
        {
            if (_unmendable.Count < MaxUnmendable && !_unmendable.TryAdd(retry.RequestId, retry))
                return;
        }

        Mended(ReconciliationKind.RetriesWithoutDelivery, 1);
    }

    internal void Passed(DateTimeOffset? checkedUntil, DateTimeOffset? checkedBackTo)
    {
        lock (_gate)
            (_lastPassAt, _checkedUntil, _checkedBackTo) = (time.GetUtcMilliseconds(), checkedUntil, checkedBackTo);
    }

    internal void Succeeded(string step)
    {
        lock (_gate)
            _faults.Remove(step);
    }

    internal void Failed(string step)
    {
        Telemetry.ReconciliationFailures.Add(1, new KeyValuePair<string, object?>("step", step));
        lock (_gate)
            _faults[step] = _faults.TryGetValue(step, out var fault) ? fault with { Times = fault.Times + 1 } : new StepFault(step, time.GetUtcMilliseconds(), 1);
    }
}

/// <summary>What the reconciler did.</summary>
public enum ReconciliationKind
{
    /// <summary>Summaries of attempts that had none, or had only that their end was unknown.</summary>
    SummariesWritten,

    /// <summary>Attempts whose process was gone.</summary>
    AttemptsMarkedUnknown,

    /// <summary>Deliveries that had been given up, and went where a record that came later said.</summary>
    DeliveriesRevised,

    /// <summary>Planned retries that had no delivery any more, and got it again from the attempt's record.</summary>
    RetriesPlanned,

    /// <summary>Planned retries that nobody will make; they cannot be mended.</summary>
    RetriesWithoutDelivery,

    /// <summary>Calls whose caller waited and whose process was gone: a delivery asks what became of them.</summary>
    CallsHandedOver,

    /// <summary>Attempts whose record came after the finding about them, and did not have it.</summary>
    FindingsNoted,

    /// <summary>Originals that are needed no more, or were kept long enough.</summary>
    OriginalsRemoved,

    /// <summary>Ended deliveries and replay jobs that are kept no longer.</summary>
    DeliveriesRemoved,

    /// <summary>Roll-ups that differed from their summaries.</summary>
    RollUpsPutRight,

    /// <summary>What was removed because it is kept no longer.</summary>
    SummariesRemoved,

    /// <summary>Partitions for the months to come.</summary>
    PartitionsMade,
}

/// <summary>How the reconciliation stands in this process.</summary>
public sealed record ReconciliationState
{
    /// <summary>When the last pass ended; null for none.</summary>
    public DateTimeOffset? LastPassAt { get; init; }

    /// <summary>Attempts that began before this, since this process leads, were looked at; null before the first pass.</summary>
    public DateTimeOffset? CheckedUntil { get; init; }

    /// <summary>Where the slow walk through the whole log is; null while it rests.</summary>
    public DateTimeOffset? CheckedBackTo { get; init; }

    /// <summary>What was done, by kind.</summary>
    public required IReadOnlyDictionary<ReconciliationKind, long> Counts { get; init; }

    /// <summary>Steps that fail at present, and are tried again after longer and longer waits.</summary>
    public required IReadOnlyList<StepFault> Faults { get; init; }

    /// <summary>Planned retries that cannot be mended, the longest due first.</summary>
    public required IReadOnlyList<UnmendableRetry> Unmendable { get; init; }
}

/// <summary>A step that fails.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Times">How often it has failed since then.</param>
public sealed record StepFault(string Step, DateTimeOffset Since, int Times);

/// <summary>A planned retry that nobody will make.</summary>
/// <param name="RequestId">The attempt that failed.</param>
/// <param name="DeliveryId">The delivery that should make the next.</param>
/// <param name="SystemCode">The system's code.</param>
/// <param name="EndpointCode">The endpoint's code.</param>
/// <param name="EntityId">The business entity's key; null for none.</param>
/// <param name="PlannedAt">When the next attempt was planned.</param>
/// <param name="Reason">Why it cannot be mended.</param>
public sealed record UnmendableRetry(
    Guid RequestId, Guid DeliveryId, string SystemCode, string EndpointCode, string? EntityId, DateTimeOffset PlannedAt, string Reason);
