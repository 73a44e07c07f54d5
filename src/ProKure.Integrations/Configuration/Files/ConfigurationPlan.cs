using System.Collections.Immutable;
using ProKure.Integrations.Authentication;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>What applying files would do to a configuration. Nothing is ever deleted: what the files do not name stays as it is.</summary>
public sealed record ConfigurationPlan
{
    /// <summary>Everything that is wrong with the files; nothing is planned then.</summary>
    public ImmutableArray<ConfigurationFileFault> Faults { get; private init; } = [];

    /// <summary>Every row of the files, as it shall be stored; ordered so that what a row names comes before it.</summary>
    public ImmutableArray<PlannedRow> Rows { get; private init; } = [];

    /// <summary>Stored rows of systems that the files describe, which the files do not name. They stay.</summary>
    public ImmutableArray<ConfigurationKey> NotInFiles { get; private init; } = [];

    /// <summary>Whether the files may be applied.</summary>
    public bool IsValid => Faults.IsEmpty;

    /// <summary>How many rows the plan treats so.</summary>
    public int Count(PlannedAction action) => Rows.Count(row => row.Action == action);

    /// <summary>The changes to save: every row that is not stored as it stands in the files.</summary>
    public IReadOnlyList<ConfigurationChange> Changes =>
        [.. Rows.Where(row => row.Action != PlannedAction.Unchanged).Select(row => new ConfigurationChange(row.Row, row.StoredVersion))];

    /// <summary>Compares files with what is stored.</summary>
    /// <param name="files">What was read.</param>
    /// <param name="current">What is stored.</param>
    /// <param name="vault">Seals the secrets of credentials.</param>
    /// <exception cref="Authentication.Keys.MasterKeyException">The files hold secrets, and they cannot be sealed.</exception>
    public static ConfigurationPlan Make(ConfigurationFileResult files, HubConfiguration current, CredentialVault vault)
    {
        var faults = files.Check(current);
        if (faults.Count > 0)
            return new ConfigurationPlan { Faults = [.. faults] };

        var stored = StoredRows(current);
        var named = files.Rows.Select(row => row.Key).ToHashSet();
        var systems = files.Systems.ToHashSet(StringComparer.Ordinal);
        return new ConfigurationPlan
        {
            Rows = [.. files.Rows.Select(row => Plan(row, stored, vault)).OrderBy(row => row.Key.Kind)],
            NotInFiles = [.. stored.Keys.Where(key => key.SystemCode is { } system && systems.Contains(system) && !named.Contains(key))],
        };
    }

    private static PlannedRow Plan(
        IConfigurationRow row, Dictionary<ConfigurationKey, (IConfigurationRow Row, int Version)> stored, CredentialVault vault)
    {
        if (!stored.TryGetValue(row.Key, out var before))
            return new PlannedRow(row is CredentialConfig created ? vault.Seal(created, null) : row, PlannedAction.Create, 0);
        var after = (row, before.Row) switch
        {
            (TransformConfig transform, TransformConfig published) => Publish(transform, published),
            (CredentialConfig credential, CredentialConfig standing) => vault.Seal(credential, standing),

            // A trace runs until it ends, whatever files are applied meanwhile.
            (EndpointConfig endpoint, EndpointConfig traced) => endpoint with { Trace = traced.Trace },
            _ => row,
        };
        return new PlannedRow(after, after.SaysTheSameAs(before.Row) ? PlannedAction.Unchanged : PlannedAction.Update, before.Version);
    }

    /// <summary>A new text is the next publication and takes the place of the draft; the same text leaves a draft to whoever works on it.</summary>
    private static TransformConfig Publish(TransformConfig transform, TransformConfig stored) => transform.Published == stored.Published
        ? transform with { PublishedVersion = stored.PublishedVersion, Draft = stored.Draft }
        : transform with { PublishedVersion = stored.PublishedVersion + 1, Draft = null };

    private static Dictionary<ConfigurationKey, (IConfigurationRow Row, int Version)> StoredRows(HubConfiguration current)
    {
        var rows = new Dictionary<ConfigurationKey, (IConfigurationRow, int)>();
        AddAll(current.Organizations);
        AddAll(current.RetryPolicies);
        AddAll(current.RateLimitPolicies);
        AddAll(current.RetentionClasses);
        AddAll(current.Credentials);
        AddAll(current.Systems);
        AddAll(current.Transforms);
        AddAll(current.CodeMappingSets);
        AddAll(current.Endpoints);
        return rows;

        void AddAll<T>(ImmutableArray<Versioned<T>> stored) where T : IConfigurationRow
        {
            foreach (var row in stored)
                rows.Add(row.Row.Key, (row.Row, row.Version));
        }
    }
}

/// <summary>What a plan does with one row.</summary>
/// <param name="Row">The row as it shall be stored.</param>
/// <param name="Action">What happens to it.</param>
/// <param name="StoredVersion">The version that stands in its place; 0 for none.</param>
public sealed record PlannedRow(IConfigurationRow Row, PlannedAction Action, int StoredVersion)
{
    /// <summary>The row's name.</summary>
    public ConfigurationKey Key => Row.Key;
}

/// <summary>What happens to a row when files are applied.</summary>
public enum PlannedAction
{
    /// <summary>It is new.</summary>
    Create,

    /// <summary>It changes.</summary>
    Update,

    /// <summary>It is stored as it stands in the files.</summary>
    Unchanged,
}
