using Microsoft.Data.Sqlite;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

/// <summary>One save: what stands there is compared, then what differs is written, all in the transaction that it runs in.</summary>
internal sealed class ConfigurationSave(Connection connection, DateTimeOffset now, string changedBy)
{
    private const string ReadRevision = "SELECT revision FROM configuration_revision";

    private const string RaiseRevision = "UPDATE configuration_revision SET revision = revision + 1";

    private const string InsertChange = """
        INSERT INTO config_change (kind, system_code, code, version, changed_at, changed_by, before_json, after_json, revision)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT revision + 1 FROM configuration_revision))
        """;

    private readonly List<string> _missing = [];
    private HashSet<ConfigurationKey> _proposed = [];

    public ConfigurationSaveResult Run(IReadOnlyList<ConfigurationChange> changes)
    {
        // A kind refers only to kinds before it, so that in this order what a row names is written before it. Only a credential may name a system, which names
        // credentials itself: the database checks that at the end.
        var planned = changes.OrderBy(change => change.Row.Key.Kind).Select(Plan).ToList();
        var conflicts = planned.Select(change => change.Conflict).OfType<ConfigurationConflict>().ToList();
        if (conflicts.Count > 0)
            return new ConfigurationSaveResult(connection.ReadInt64(ReadRevision), conflicts);

        _proposed = [.. changes.Select(change => change.Row.Key)];
        var differing = planned.Where(change => change.Differs).ToList();
        foreach (var change in differing)
            Write(change);
        if (_missing.Count > 0)
            throw new ConfigurationReferenceException(string.Join(" ", _missing));
        if (differing.Count > 0)
            connection.Execute(RaiseRevision);
        return new ConfigurationSaveResult(connection.ReadInt64(ReadRevision), []);
    }

    private Planned Plan(ConfigurationChange change)
    {
        var found = RowTables.Of(change.Row.Key.Kind).Find(connection, change.Row.Key);
        return new Planned(change, found?.Row, found?.Version ?? 0);
    }

    private void Write(Planned planned)
    {
        var (row, key, table) = (planned.Change.Row, planned.Change.Row.Key, RowTables.Of(planned.Change.Row.Key.Kind));
        var missing = table.References(row).Where(reference => !_proposed.Contains(reference.Key) && RowTables.Of(reference.Key.Kind).Find(connection, reference.Key) is null).ToList();
        if (missing.Count > 0)
        {
            _missing.AddRange(missing.Select(reference => $"{key}: {reference.Field} names {reference.Key}, which does not exist."));
            return;
        }

        try
        {
            table.Put(connection, row, planned.Version + 1, now, changedBy);
        }
        catch (SqliteException fault) when (StoreFault.IsRefusal(fault))
        {
            throw new ArgumentException($"{key} does not meet a rule of its table: {fault.Message}", nameof(planned), fault);
        }

        connection.Prepare(InsertChange)
            .Bind(key.Kind).Bind(key.SystemCode).Bind(key.Code).Bind(planned.Version + 1).Bind(now).Bind(changedBy)
            .Bind(planned.Current is null ? null : ConfigurationRowJson.Write(planned.Current)).Bind(ConfigurationRowJson.Write(row))
            .Execute();
    }

    /// <summary>A change and what stands there now: no row and version 0 where there is none.</summary>
    private sealed record Planned(ConfigurationChange Change, IConfigurationRow? Current, int Version)
    {
        public bool Differs => Current is null || !Change.Row.SaysTheSameAs(Current);

        public ConfigurationConflict? Conflict => Change.ExpectedVersion is { } expected && expected != Version
            ? new ConfigurationConflict(Change.Row.Key, expected, Version)
            : null;
    }
}
