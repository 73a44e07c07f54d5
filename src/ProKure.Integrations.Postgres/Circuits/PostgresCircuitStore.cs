using ProKure.Integrations.Circuits;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Circuits;

/// <summary>The circuits on PostgreSQL, shared by all hubs on the same database, which tell each other of changes. The clock is the server's.</summary>
public sealed class PostgresCircuitStore(PostgresDatabase database) : ICircuitStore
{
    private const string Columns = """
        system_code, endpoint_code, is_open, is_held, generation,
        CASE WHEN is_open AND NOT is_held THEN greatest(0, extract(epoch FROM open_until - clock_timestamp()))::double precision ELSE 0 END,
        coalesce(probe_until > clock_timestamp(), false), reason, changed_at, changed_by
        """;

    private const string List = $"SELECT {Columns} FROM circuit ORDER BY system_code, endpoint_code";

    // Of several that come at once with the generation that they saw, the first to have the row is the one.
    private const string Change = $"""
        WITH changed AS (
            INSERT INTO circuit AS c (system_code, endpoint_code, is_open, is_held, generation, open_until, reason, changed_at, changed_by)
            SELECT $1, $2, $3, $4, 1, clock_timestamp() + $5, $6, date_trunc('milliseconds', clock_timestamp()), $7
            WHERE coalesce($8, 0) = 0 OR EXISTS (SELECT FROM circuit WHERE system_code = $1 AND endpoint_code = $2)
            ON CONFLICT (system_code, endpoint_code) DO UPDATE SET
                is_open = excluded.is_open, is_held = excluded.is_held, generation = c.generation + 1, open_until = excluded.open_until,
                probe_owner = NULL, probe_until = NULL, reason = excluded.reason, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            WHERE $8 IS NULL OR c.generation = $8
            RETURNING *
        ), kept AS (
            INSERT INTO circuit_change (system_code, endpoint_code, generation, is_open, is_held, is_by_hand, reason, changed_at, changed_by)
            SELECT system_code, endpoint_code, generation, is_open, is_held, $9, reason, changed_at, changed_by FROM changed
        )
        SELECT {Columns} FROM changed
        """;

    private const string Forget = """
        DELETE FROM circuit_change WHERE system_code = $1 AND endpoint_code = $2 AND NOT is_by_hand AND generation <= (
            SELECT generation FROM circuit_change WHERE system_code = $1 AND endpoint_code = $2 AND NOT is_by_hand
            ORDER BY generation DESC OFFSET $3 LIMIT 1)
        """;

    private const string Notify = "SELECT pg_notify($1, '')";

    private const string Probe = """
        UPDATE circuit SET probe_owner = $4, probe_until = clock_timestamp() + $5
        WHERE system_code = $1 AND endpoint_code = $2 AND generation = $3 AND is_open AND NOT is_held AND open_until <= clock_timestamp()
            AND (probe_until IS NULL OR probe_until <= clock_timestamp())
        """;

    private const string EndProbe = """
        UPDATE circuit SET probe_owner = NULL, probe_until = NULL
        WHERE system_code = $1 AND endpoint_code = $2 AND generation = $3 AND probe_owner = $4
        """;

    private const string ListChanges = """
        SELECT generation, is_open, is_held, reason, changed_at, changed_by FROM circuit_change
        WHERE system_code = $1 AND endpoint_code = $2 ORDER BY generation DESC LIMIT $3
        """;

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public Task<IReadOnlyList<CircuitRow>> ListAsync(CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<CircuitRow>>(
        async (session, cancel) => await session.ReadAllAsync(new Statement(List), Read, cancel), cancellationToken);

    /// <inheritdoc/>
    public Task<CircuitRow?> ChangeAsync(CircuitChange change, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) =>
        {
            await using var results = await session.ReadAsync(
                [
                    new Statement(Change)
                        .Bind(change.Key.SystemCode).Bind(change.Key.EndpointCode).Bind(change.IsOpen).Bind(change.IsHeld).Bind(change.OpenFor ?? TimeSpan.Zero)
                        .BindStorable(change.Reason).BindStorable(change.By).Bind(change.ExpectedGeneration).Bind(change.IsByHand),
                    new Statement(Forget).Bind(change.Key.SystemCode).Bind(change.Key.EndpointCode).Bind(CircuitChange.KeptOfHub),
                    new Statement(Notify).Bind(Channels.Circuit),
                ],
                cancel);
            var changed = (await results.NextAsync(Read, cancel)).SingleOrDefault();
            await results.EndAsync(cancel);
            return changed;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> TryProbeAsync(CircuitKey key, long generation, string instanceId, TimeSpan lease, CancellationToken cancellationToken) =>
        await ExecuteAsync(new Statement(Probe).Bind(key.SystemCode).Bind(key.EndpointCode).Bind(generation).Bind(instanceId).Bind(lease), cancellationToken) > 0;

    /// <inheritdoc/>
    public Task EndProbeAsync(CircuitKey key, long generation, string instanceId, CancellationToken cancellationToken) =>
        ExecuteAsync(new Statement(EndProbe).Bind(key.SystemCode).Bind(key.EndpointCode).Bind(generation).Bind(instanceId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CircuitChangeRecord>> ListChangesAsync(CircuitKey key, int limit, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<CircuitChangeRecord>>(
            async (session, cancel) => await session.ReadAllAsync(
                new Statement(ListChanges).Bind(key.SystemCode).Bind(key.EndpointCode).Bind(limit),
                row => new CircuitChangeRecord(row.ReadInt64(), row.ReadBoolean(), row.ReadBoolean(), row.ReadText(), row.ReadTime(), row.ReadText()),
                cancel),
            cancellationToken);

    private static CircuitRow Read(Row row) => new(
        new CircuitKey(row.ReadText(), row.ReadText()), row.ReadBoolean(), row.ReadBoolean(), row.ReadInt64(), TimeSpan.FromSeconds(row.ReadDouble()), row.ReadBoolean(),
        row.ReadText(), row.ReadTime(), row.ReadText());

    private Task<int> ExecuteAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ExecuteAsync(statement, cancel), cancellationToken);
}
