namespace ProKure.Integrations.Configuration;

/// <summary>One row to write.</summary>
/// <param name="Row">The row as it shall be.</param>
/// <param name="ExpectedVersion">
/// The version that the writer saw: 0 when the row must not exist yet; null to write whatever stands there.
/// </param>
public sealed record ConfigurationChange(IConfigurationRow Row, int? ExpectedVersion = null);

/// <summary>How a save ended.</summary>
/// <param name="Revision">The store's revision after the save; unchanged when it was refused or changed nothing.</param>
/// <param name="Conflicts">Rows whose version was not the expected one; empty when everything was saved, otherwise nothing was.</param>
public sealed record ConfigurationSaveResult(long Revision, IReadOnlyList<ConfigurationConflict> Conflicts)
{
    /// <summary>Whether the changes were saved.</summary>
    public bool IsSaved => Conflicts.Count == 0;
}

/// <summary>A row that somebody else changed first.</summary>
/// <param name="Key">The row.</param>
/// <param name="ExpectedVersion">The version that the writer saw.</param>
/// <param name="ActualVersion">The version that stands there; 0 when the row does not exist.</param>
public sealed record ConfigurationConflict(ConfigurationKey Key, int ExpectedVersion, int ActualVersion);

/// <summary>An entry of the audit trail: who changed which row, when, from what to what.</summary>
/// <param name="Key">The row.</param>
/// <param name="Version">The version that the change made.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="ChangedBy">Who.</param>
/// <param name="Before">The row before, as JSON (snake_case); null when it was created. Hashes of keys are left out.</param>
/// <param name="After">The row after, as JSON.</param>
public sealed record ConfigurationChangeRecord(
    ConfigurationKey Key, int Version, DateTimeOffset ChangedAt, string ChangedBy, string? Before, string After);
