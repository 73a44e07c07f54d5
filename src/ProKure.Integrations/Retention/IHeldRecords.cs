namespace ProKure.Integrations.Retention;

/// <summary>Records that can be put under legal hold. Every call can be repeated, and taken up again after a fault, without harm.</summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while the store cannot be used.</remarks>
public interface IHeldRecords
{
    /// <summary>How many records the scope covers, held or not.</summary>
    Task<long> CountAsync(HoldScope scope, CancellationToken cancellationToken);

    /// <summary>Marks every record that the scope covers, a bounded number at a time.</summary>
    /// <returns>How many were not marked before.</returns>
    Task<long> HoldAsync(HoldScope scope, CancellationToken cancellationToken);

    /// <summary>Takes the mark from every record that the scope covers and none of the others does.</summary>
    /// <returns>How many were marked before.</returns>
    Task<long> ClearAsync(HoldScope scope, IReadOnlyList<HoldScope> others, CancellationToken cancellationToken);
}

/// <summary>The log's documents.</summary>
public interface IHeldLog : IHeldRecords;

/// <summary>The summaries.</summary>
public interface IHeldSummaries : IHeldRecords;
