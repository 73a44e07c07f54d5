namespace ProKure.Integrations.Configuration;

/// <summary>What configuration was: each row as it stood at a revision of the store.</summary>
public interface IConfigurationArchive
{
    /// <summary>
    /// The row as it stood at the revision; null when it did not exist yet. A row that was changed before revisions were kept with changes counts as it was changed last before then.
    /// Rows of keys and credentials are not to be had: their secrets are not in the trail.
    /// </summary>
    /// <exception cref="ArgumentException">The key is of a kind whose rows are not to be had.</exception>
    Task<ArchivedRow?> FindAsync(ConfigurationKey key, long revision, CancellationToken cancellationToken);
}

/// <summary>A row as it stood once.</summary>
/// <param name="Row">The row.</param>
/// <param name="Version">Its version.</param>
/// <param name="ChangedAt">When that was made.</param>
/// <param name="ChangedBy">Who made it.</param>
public sealed record ArchivedRow(IConfigurationRow Row, int Version, DateTimeOffset ChangedAt, string ChangedBy);
