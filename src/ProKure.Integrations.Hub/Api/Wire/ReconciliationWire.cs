namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>How the reconciliation stands.</summary>
internal sealed record ReconciliationResponse
{
    /// <summary>The hub process that answers.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The hub process that leads; null while none does.</summary>
    public required string? Leader { get; init; }

    /// <summary>Whether the process that answers leads; only then does it reconcile.</summary>
    public required bool IsLeader { get; init; }

    /// <summary>Since when it leads without a break; null when it does not.</summary>
    public required DateTimeOffset? LeadingSince { get; init; }

    /// <summary>When its last pass ended; null for none.</summary>
    public required DateTimeOffset? LastPassAt { get; init; }

    /// <summary>It has looked at the attempts that began before this since it leads; null before its first pass.</summary>
    public required DateTimeOffset? CheckedUntil { get; init; }

    /// <summary>Where its slow walk back through the whole log is; null while that rests.</summary>
    public required DateTimeOffset? CheckedBackTo { get; init; }

    /// <summary>What it mended since it began.</summary>
    public required ReconciliationCountsBody Counts { get; init; }

    /// <summary>What it cannot look after at present; the hub's log says why.</summary>
    public required IReadOnlyList<StepFaultBody> Faults { get; init; }

    /// <summary>Planned retries that nobody will make, the longest due first, at most 200.</summary>
    public required IReadOnlyList<UnmendableRetryBody> Unmendable { get; init; }

    /// <summary>The hub processes that gave a sign of life lately.</summary>
    public required IReadOnlyList<LiveInstanceBody> LiveInstances { get; init; }
}

/// <summary>What the process that answers mended since it began.</summary>
internal sealed record ReconciliationCountsBody
{
    /// <summary>Summaries of attempts that had none, or had only that their end was unknown.</summary>
    public required long SummariesWritten { get; init; }

    /// <summary>Attempts whose process was gone: they became UNKNOWN.</summary>
    public required long AttemptsMarkedUnknown { get; init; }

    /// <summary>Deliveries that had been given up, and went where a record that came later said.</summary>
    public required long DeliveriesRevised { get; init; }

    /// <summary>Planned retries that had no delivery any more, and got it again from the attempt's record.</summary>
    public required long RetriesPlanned { get; init; }

    /// <summary>Planned retries that nobody will make; they cannot be mended.</summary>
    public required long RetriesWithoutDelivery { get; init; }

    /// <summary>Calls whose caller waited and whose process was gone: a delivery asks what became of them.</summary>
    public required long CallsHandedOver { get; init; }

    /// <summary>Attempts whose record came after the finding about them, and has it now.</summary>
    public required long FindingsNoted { get; init; }

    /// <summary>Originals that were removed: their chain had gone on or ended, or they were kept long enough.</summary>
    public required long OriginalsRemoved { get; init; }

    /// <summary>Ended deliveries and replay jobs that were removed because they are kept no longer.</summary>
    public required long DeliveriesRemoved { get; init; }

    /// <summary>Roll-ups that differed from their summaries.</summary>
    public required long RollUpsPutRight { get; init; }

    /// <summary>What was removed of summaries and roll-ups because it is kept no longer: partitions, or rows with the embedded stores.</summary>
    public required long SummariesRemoved { get; init; }

    /// <summary>Partitions made for the months to come.</summary>
    public required long PartitionsMade { get; init; }
}

/// <summary>Something that cannot be looked after at present.</summary>
/// <param name="Step">What.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Times">How often it has failed since then.</param>
internal sealed record StepFaultBody(string Step, DateTimeOffset Since, int Times);

/// <summary>A planned retry that nobody will make.</summary>
/// <param name="RequestId">The attempt that failed.</param>
/// <param name="DeliveryId">The delivery that should make the next.</param>
/// <param name="SystemCode">The system's code.</param>
/// <param name="EndpointCode">The endpoint's code.</param>
/// <param name="EntityId">The business entity's key; null for none.</param>
/// <param name="PlannedAt">When the next attempt was planned.</param>
/// <param name="Reason">Why it cannot be mended.</param>
internal sealed record UnmendableRetryBody(
    Guid RequestId, Guid DeliveryId, string SystemCode, string EndpointCode, string? EntityId, DateTimeOffset PlannedAt, string Reason);

/// <summary>A hub process that is alive.</summary>
/// <param name="InstanceId">Its id, new with every start.</param>
/// <param name="Host">Name of its machine.</param>
/// <param name="ProcessId">Its number there.</param>
/// <param name="Version">The hub's version.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="LastSeenAt">Its last sign of life, by the store's clock.</param>
internal sealed record LiveInstanceBody(
    string InstanceId, string Host, int ProcessId, string Version, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt);
