using Npgsql;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

/// <summary>
/// One save, in the transaction that it runs in: the revision is locked, so that saves come one after the other; what stands there is read and compared, then
/// what differs is written. Three round trips, however many rows.
/// </summary>
internal sealed class ConfigurationSave(Session session, DateTimeOffset now, string changedBy)
{
    // A hub that stops in the middle must not keep the others from saving.
    private const string BoundTheLock = "SELECT set_config('idle_in_transaction_session_timeout', '15000', true)";

    private const string LockRevision = "SELECT revision FROM configuration_revision FOR UPDATE";

    private const string RaiseRevision = "UPDATE configuration_revision SET revision = revision + 1";

    // Arrives with the commit, at every hub that listens.
    private const string Notify = "SELECT pg_notify($1, '')";

    private const string InsertChange = """
        INSERT INTO config_change (kind, system_code, code, version, changed_at, changed_by, before_json, after_json, revision)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT revision + 1 FROM configuration_revision))
        """;

    public async Task<ConfigurationSaveResult> RunAsync(IReadOnlyList<ConfigurationChange> changes, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync([new Statement(BoundTheLock), new Statement(LockRevision)], cancellationToken);
        var current = await ConfigurationReading.LoadAsync(session, cancellationToken);
        var standing = ConfigurationReading.ByKey(current);

        // A kind refers only to kinds before it, so that in this order what a row names is written before it. Only a credential may name a system, which names
        // credentials itself: the database checks that at the end.
        var planned = changes.OrderBy(change => change.Row.Key.Kind)
            .Select(change => standing.TryGetValue(change.Row.Key, out var found) ? new Planned(change, found.Row, found.Version) : new Planned(change, null, 0))
            .ToList();
        var conflicts = planned.Select(change => change.Conflict).OfType<ConfigurationConflict>().ToList();
        if (conflicts.Count > 0)
            return new ConfigurationSaveResult(current.Revision, conflicts);

        var differing = planned.Where(change => change.Differs).ToList();
        if (differing.Count == 0)
            return new ConfigurationSaveResult(current.Revision, []);
        CheckReferences(differing, [.. standing.Keys, .. changes.Select(change => change.Row.Key)]);
        await WriteAsync(differing, cancellationToken);
        return new ConfigurationSaveResult(current.Revision + 1, []);
    }

    private static void CheckReferences(List<Planned> differing, HashSet<ConfigurationKey> known)
    {
        var missing = differing
            .SelectMany(change => RowTables.Of(change.Key.Kind).References(change.Change.Row), (change, reference) => (change.Key, reference))
            .Where(named => !known.Contains(named.reference.Key))
            .Select(named => $"{named.Key}: {named.reference.Field} names {named.reference.Key}, which does not exist.")
            .ToList();
        if (missing.Count > 0)
            throw new ConfigurationReferenceException(string.Join(" ", missing));
    }

    private async Task WriteAsync(List<Planned> differing, CancellationToken cancellationToken)
    {
        var statements = new List<Statement>();
        var rows = new Dictionary<NpgsqlBatchCommand, ConfigurationKey>();
        foreach (var change in differing)
        {
            foreach (var statement in RowTables.Of(change.Key.Kind).Put(change.Change.Row, change.Version + 1, now, changedBy).Append(Audit(change)))
            {
                statements.Add(statement);
                rows.Add(statement.Command, change.Key);
            }
        }

        try
        {
            await session.ExecuteAsync(
                [.. statements, new Statement(RaiseRevision), new Statement(Notify).Bind(Channels.Configuration)], cancellationToken);
        }
        catch (PostgresException fault) when (StoreFault.IsRefusal(fault) && fault.BatchCommand is NpgsqlBatchCommand command && rows.TryGetValue(command, out var key))
        {
            throw new ArgumentException($"{key} does not meet a rule of its table: {fault.MessageText}", nameof(differing), fault);
        }
    }

    private Statement Audit(Planned change) => new Statement(InsertChange)
        .Bind(change.Key.Kind).Bind(change.Key.SystemCode).Bind(change.Key.Code).Bind(change.Version + 1).Bind(now).Bind(changedBy)
        .BindJson(change.Current is null ? null : ConfigurationRowJson.Write(change.Current)).BindJson(ConfigurationRowJson.Write(change.Change.Row));

    /// <summary>A change and what stands there now: no row and version 0 where there is none.</summary>
    private sealed record Planned(ConfigurationChange Change, IConfigurationRow? Current, int Version)
    {
        public ConfigurationKey Key => Change.Row.Key;

        public bool Differs => Current is null || !Change.Row.SaysTheSameAs(Current);

        public ConfigurationConflict? Conflict => Change.ExpectedVersion is { } expected && expected != Version
            ? new ConfigurationConflict(Key, expected, Version)
            : null;
    }
}
