namespace ProKure.Integrations.Erasure;

/// <summary>What an order to erase would do, were it given now.</summary>
public sealed record ErasurePreview
{
    /// <summary>Documents that would lose their content, by system and endpoint.</summary>
    public required IReadOnlyList<ErasedEndpoint> Documents { get; init; }

    /// <summary>When the oldest of them began; null for none.</summary>
    public required DateTimeOffset? OldestAt { get; init; }

    /// <summary>When the newest of them began; null for none.</summary>
    public required DateTimeOffset? NewestAt { get; init; }

    /// <summary>Records in this hub's spool.</summary>
    public required int SpoolRecords { get; init; }

    /// <summary>Ended deliveries that would lose their payload.</summary>
    public required int Deliveries { get; init; }

    /// <summary>Answers that are kept for repeats.</summary>
    public required int Answers { get; init; }

    /// <summary>What would stay.</summary>
    public required ErasureRefusals Refused { get; init; }
}
