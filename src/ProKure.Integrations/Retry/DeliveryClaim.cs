using System.Collections.Frozen;

namespace ProKure.Integrations.Retry;

/// <summary>What a worker asks the queue for.</summary>
public sealed record DeliveryClaim
{
    /// <summary>The worker: its instance's id, by which the fleet knows whether it lives.</summary>
    public required string Owner { get; init; }

    /// <summary>How many deliveries at most.</summary>
    public required int Limit { get; init; }

    /// <summary>For how long they are leased.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>How many deliveries to one system the worker holds at most, those it holds already included. Default: as many as it likes.</summary>
    public int PerSystem { get; init; } = int.MaxValue;

    /// <summary>How many deliveries to each system the worker holds already; systems that are missing have none.</summary>
    public IReadOnlyDictionary<string, int> Held { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>Of systems with equally many held, those after this code come first, so that all take turns; null begins with the first.</summary>
    public string? After { get; init; }

    /// <summary>A process that gave no sign of life for so long is taken for lost: what it held counts as interrupted. Default 15 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Checks what no queue could carry out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public static void Check(DeliveryClaim claim)
    {
        if (claim.Limit < 1 || claim.PerSystem < 1 || claim.Lease <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(claim), $"Expected a limit, a share for each system and a lease of more than nothing, found {claim.Limit}, {claim.PerSystem} and {claim.Lease}.");
        }
    }

    /// <summary>The systems of which the worker holds as many as it may.</summary>
    public IEnumerable<string> FullSystems => Held.Where(held => held.Value >= PerSystem).Select(held => held.Key);
}
