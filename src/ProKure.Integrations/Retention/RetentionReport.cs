using System.Collections.Immutable;

namespace ProKure.Integrations.Retention;

/// <summary>What a run removed, or what the next would.</summary>
public sealed record RetentionReport
{
    /// <summary>Nothing.</summary>
    public static readonly RetentionReport Empty = new();

    /// <summary>By store, class and system.</summary>
    public ImmutableArray<RetentionLine> Lines { get; init; } = [];

    /// <summary>What is old enough and stays, by class.</summary>
    public ImmutableArray<RetentionKept> Kept { get; init; } = [];

    /// <summary>Objects whose documents are gone, and which could not be removed with them: the search for orphans takes those.</summary>
    public long ObjectsLeft { get; init; }

    /// <summary>All that was removed, or would be.</summary>
    public long Total => Lines.Sum(line => line.Count);
}

/// <summary>What was removed of one store, class and system.</summary>
/// <param name="Store">Where.</param>
/// <param name="RetentionClass">The class; null for none.</param>
/// <param name="SystemCode">The system's code.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the oldest was made.</param>
/// <param name="Newest">When the newest was made.</param>
public sealed record RetentionLine(RetentionStore Store, string? RetentionClass, string SystemCode, long Count, DateTimeOffset Oldest, DateTimeOffset Newest);

/// <summary>What of a class stays although its time is over.</summary>
/// <param name="RetentionClass">The class; null for none.</param>
/// <param name="Held">Documents under legal hold.</param>
/// <param name="Unarchived">Documents that wait for the archive.</param>
public sealed record RetentionKept(string? RetentionClass, long Held, long Unarchived);

/// <summary>Where records are removed from.</summary>
public enum RetentionStore
{
    /// <summary>Documents of the log; counted by document.</summary>
    Log,

    /// <summary>Long bodies that go before their documents; counted by document.</summary>
    Bodies,

    /// <summary>Summaries; counted by row.</summary>
    Summaries,
}
