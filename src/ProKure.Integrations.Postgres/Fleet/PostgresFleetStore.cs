using ProKure.Integrations.Fleet;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Fleet;

/// <summary>The fleet on PostgreSQL: all hubs on the same database. Its clock is the server's.</summary>
public sealed class PostgresFleetStore(PostgresDatabase database) : IFleetStore
{
    private const string Beat = """
        INSERT INTO hub_instance (instance_id, host, process_id, version, started_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, now())
        ON CONFLICT (instance_id) DO UPDATE SET host = excluded.host, process_id = excluded.process_id, version = excluded.version,
            started_at = excluded.started_at, last_seen_at = excluded.last_seen_at
        """;

    // Long after anybody would take it for alive; its row is of no more use to anybody.
    private const string Forget = "DELETE FROM hub_instance WHERE last_seen_at < now() - interval '1 day'";

    private const string Live = """
        SELECT instance_id, host, process_id, version, started_at, last_seen_at FROM hub_instance WHERE last_seen_at >= now() - $1 ORDER BY instance_id
        """;

    // Of several that come at once, one inserts or locks the row; the others then see what it wrote. A lease that ends much later than this one would is of a time before the
    // server's clock was set back: nobody may be behind it any more.
    private const string Lead = """
        INSERT INTO hub_lease (role, instance_id, until) VALUES ($1, $2, now() + $3)
        ON CONFLICT (role) DO UPDATE SET instance_id = excluded.instance_id, until = excluded.until
        WHERE hub_lease.instance_id = excluded.instance_id OR hub_lease.until <= now() OR hub_lease.until > excluded.until + interval '1 minute'
        """;

    /// <inheritdoc/>
    public Task BeatAsync(InstanceBeat beat, CancellationToken cancellationToken) => ChangeAsync(
        [
            new Statement(Beat).Bind(beat.InstanceId).Bind(beat.Host).Bind(beat.ProcessId).Bind(beat.Version).Bind(beat.StartedAt),
            new Statement(Forget),
        ],
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LiveInstance>> GetLiveAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<LiveInstance>>(
            async (session, cancel) => await session.ReadAllAsync(
                new Statement(Live).Bind(silence),
                row => new LiveInstance(row.ReadText(), row.ReadText(), row.ReadInt32(), row.ReadText(), row.ReadTime(), row.ReadTime()),
                cancel),
            cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(string instanceId, CancellationToken cancellationToken) => ChangeAsync(
        [
            new Statement("DELETE FROM hub_lease WHERE instance_id = $1").Bind(instanceId),
            new Statement("DELETE FROM hub_instance WHERE instance_id = $1").Bind(instanceId),
        ],
        cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> TryLeadAsync(string role, string instanceId, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return await ChangeAsync([new Statement(Lead).Bind(role).Bind(instanceId).Bind(duration)], cancellationToken) > 0;
    }

    /// <inheritdoc/>
    public Task ResignAsync(string role, string instanceId, CancellationToken cancellationToken) =>
        ChangeAsync([new Statement("DELETE FROM hub_lease WHERE role = $1 AND instance_id = $2").Bind(role).Bind(instanceId)], cancellationToken);

    /// <inheritdoc/>
    public Task<string?> FindLeaderAsync(string role, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) => (await session.ReadAllAsync(
            new Statement("SELECT instance_id FROM hub_lease WHERE role = $1 AND until > now()").Bind(role), row => row.ReadText(), cancel)).SingleOrDefault(),
        cancellationToken);

    private Task<int> ChangeAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ExecuteAsync(statements, cancel), cancellationToken);
}
