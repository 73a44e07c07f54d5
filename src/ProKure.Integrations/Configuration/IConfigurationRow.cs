namespace ProKure.Integrations.Configuration;

/// <summary>A row of configuration: an immutable value that a user wrote, with a stable key.</summary>
public interface IConfigurationRow
{
    /// <summary>The row's name.</summary>
    ConfigurationKey Key { get; }
}

/// <summary>A row as it is stored.</summary>
/// <param name="Row">What the user wrote.</param>
/// <param name="Version">1 when created, one more with every change; the ETag of the API.</param>
/// <param name="ChangedAt">When this version was written.</param>
/// <param name="ChangedBy">Who wrote it: a key's or a user's name, or a file's.</param>
public sealed record Versioned<T>(T Row, int Version, DateTimeOffset ChangedAt, string ChangedBy) where T : IConfigurationRow;
