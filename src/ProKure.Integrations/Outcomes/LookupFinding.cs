namespace ProKure.Integrations.Outcomes;

/// <summary>What asking about a call found.</summary>
/// <param name="Verdict">Whether the work was done.</param>
/// <param name="Why">Why nothing was found; null when something was.</param>
/// <param name="Answer">What the caller would have got, a JSON text in UTF-8; empty unless the work was done.</param>
internal sealed record LookupFinding(LookupVerdict Verdict, string? Why, ReadOnlyMemory<byte> Answer)
{
    public static LookupFinding Unknown(string why) => new(LookupVerdict.Unknown, why, default);
}

/// <summary>Whether the work was done.</summary>
internal enum LookupVerdict
{
    /// <summary>Nobody knows yet.</summary>
    Unknown,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was certainly not done.</summary>
    NotDone,
}
