using ProKure.Integrations.Circuits;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Circuits;

/// <summary>The circuits in <c>configuration.db</c>, which one process at a time has; its clock is that process's, which a test can move.</summary>
public sealed class SqliteCircuitStore(SqliteDatabases databases, TimeProvider time) : ICircuitStore
{
    private const string Columns =
        "system_code, endpoint_code, is_open, is_held, generation, open_until, probe_until, reason, changed_at, changed_by";

    private const string Change = $"""
        INSERT INTO circuit (system_code, endpoint_code, is_open, is_held, generation, open_until, reason, changed_at, changed_by)
        SELECT ?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8
        WHERE coalesce(?9, 0) = 0 OR EXISTS (SELECT 1 FROM circuit WHERE system_code = ?1 AND endpoint_code = ?2)
        ON CONFLICT (system_code, endpoint_code) DO UPDATE SET
            is_open = excluded.is_open, is_held = excluded.is_held, generation = circuit.generation + 1, open_until = excluded.open_until,
            probe_owner = NULL, probe_until = NULL, reason = excluded.reason, changed_at = excluded.changed_at, changed_by = excluded.changed_by
        WHERE ?9 IS NULL OR circuit.generation = ?9
        RETURNING {Columns}
        """;

    private const string Keep = """
        INSERT INTO circuit_change (system_code, endpoint_code, generation, is_open, is_held, is_by_hand, reason, changed_at, changed_by)
        SELECT system_code, endpoint_code, generation, is_open, is_held, ?3, reason, changed_at, changed_by FROM circuit
        WHERE system_code = ?1 AND endpoint_code = ?2
        """;

    private const string Forget = """
        DELETE FROM circuit_change WHERE system_code = ?1 AND endpoint_code = ?2 AND NOT is_by_hand AND generation <= (
            SELECT generation FROM circuit_change WHERE system_code = ?1 AND endpoint_code = ?2 AND NOT is_by_hand
            ORDER BY generation DESC LIMIT 1 OFFSET ?3)
        """;

    private const string Probe = """
        UPDATE circuit SET probe_owner = ?4, probe_until = ?5
        WHERE system_code = ?1 AND endpoint_code = ?2 AND generation = ?3 AND is_open AND NOT is_held AND open_until <= ?6
            AND (probe_until IS NULL OR probe_until <= ?6)
        """;

    private const string EndProbe = """
        UPDATE circuit SET probe_owner = NULL, probe_until = NULL
        WHERE system_code = ? AND endpoint_code = ? AND generation = ? AND probe_owner = ?
        """;

    private const string ListChanges = """
        SELECT generation, is_open, is_held, reason, changed_at, changed_by FROM circuit_change
        WHERE system_code = ? AND endpoint_code = ? ORDER BY generation DESC LIMIT ?
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public Task<IReadOnlyList<CircuitRow>> ListAsync(CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<CircuitRow>>(
        connection =>
        {
            using var rows = connection.Prepare($"SELECT {Columns} FROM circuit ORDER BY system_code, endpoint_code");
            var all = new List<CircuitRow>();
            while (rows.Step())
                all.Add(Read(rows, time.GetUtcNow()));
            return all;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<CircuitRow?> ChangeAsync(CircuitChange change, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var now = time.GetUtcMilliseconds();
            var (system, endpoint) = (change.Key.SystemCode, change.Key.EndpointCode);
            CircuitRow? row;
            using (var changed = connection.Prepare(Change)
                .Bind(system).Bind(endpoint).Bind(change.IsOpen).Bind(change.IsHeld).Bind(now + (change.OpenFor ?? TimeSpan.Zero)).Bind(change.Reason)
                .Bind(now).Bind(change.By).Bind(change.ExpectedGeneration))
            {
                row = changed.Step() ? Read(changed, now) : null;
            }

            if (row is null)
                return null;
            connection.Prepare(Keep).Bind(system).Bind(endpoint).Bind(change.IsByHand).Execute();
            connection.Prepare(Forget).Bind(system).Bind(endpoint).Bind(CircuitChange.KeptOfHub).Execute();
            return row;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryProbeAsync(CircuitKey key, long generation, string instanceId, TimeSpan lease, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var now = time.GetUtcNow();
            return connection.Prepare(Probe)
                .Bind(key.SystemCode).Bind(key.EndpointCode).Bind(generation).Bind(instanceId).Bind(now + lease).Bind(now).Execute() > 0;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task EndProbeAsync(CircuitKey key, long generation, string instanceId, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Prepare(EndProbe).Bind(key.SystemCode).Bind(key.EndpointCode).Bind(generation).Bind(instanceId).Execute(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CircuitChangeRecord>> ListChangesAsync(CircuitKey key, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<CircuitChangeRecord>>(
            connection =>
            {
                using var rows = connection.Prepare(ListChanges).Bind(key.SystemCode).Bind(key.EndpointCode).Bind(limit);
                var changes = new List<CircuitChangeRecord>();
                while (rows.Step())
                {
                    changes.Add(new CircuitChangeRecord(
                        rows.ReadInt64(), rows.ReadBoolean(), rows.ReadBoolean(), rows.ReadText(), rows.ReadTime(), rows.ReadText()));
                }

                return changes;
            },
            cancellationToken);

    private static CircuitRow Read(Statement row, DateTimeOffset now)
    {
        var key = new CircuitKey(row.ReadText(), row.ReadText());
        var (isOpen, isHeld, generation) = (row.ReadBoolean(), row.ReadBoolean(), row.ReadInt64());
        var (openUntil, probeUntil) = (row.ReadTimeOrNull(), row.ReadTimeOrNull());
        var rest = isOpen && !isHeld && openUntil > now ? openUntil.Value - now : TimeSpan.Zero;
        return new CircuitRow(key, isOpen, isHeld, generation, rest, probeUntil > now, row.ReadText(), row.ReadTime(), row.ReadText());
    }
}
