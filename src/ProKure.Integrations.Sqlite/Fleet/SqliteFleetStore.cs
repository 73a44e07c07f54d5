using ProKure.Integrations.Fleet;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Fleet;

/// <summary>
/// The fleet in <c>configuration.db</c>. One process at a time has the file, so it is a fleet of one; its clock is that process's, which a test can move.
/// </summary>
public sealed class SqliteFleetStore(SqliteDatabases databases, TimeProvider time) : IFleetStore
{
    private const string Beat = """
        INSERT INTO hub_instance (instance_id, host, process_id, version, started_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (instance_id) DO UPDATE SET host = excluded.host, process_id = excluded.process_id, version = excluded.version,
            started_at = excluded.started_at, last_seen_at = excluded.last_seen_at
        """;

    private const string Lead = """
        INSERT INTO hub_lease (role, instance_id, until) VALUES (?1, ?2, ?3)
        ON CONFLICT (role) DO UPDATE SET instance_id = excluded.instance_id, until = excluded.until
        WHERE hub_lease.instance_id = excluded.instance_id OR hub_lease.until <= ?4 OR hub_lease.until > ?5
        """;

    // A lease that ends so much later than this one would is of a time before the clock was set back: nobody may be behind it any more.
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(1);

    // Long after anybody would take it for alive; its row is of no more use to anybody.
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task BeatAsync(InstanceBeat beat, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var now = time.GetUtcNow();
            connection.Prepare(Beat)
                .Bind(beat.InstanceId).Bind(beat.Host).Bind(beat.ProcessId).Bind(beat.Version).Bind(beat.StartedAt).Bind(now).Execute();
            return connection.Prepare("DELETE FROM hub_instance WHERE last_seen_at < ?").Bind(now - Forgotten).Execute();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LiveInstance>> GetLiveAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<LiveInstance>>(
            connection =>
            {
                using var rows = connection.Prepare("""
                    SELECT instance_id, host, process_id, version, started_at, last_seen_at FROM hub_instance WHERE last_seen_at >= ? ORDER BY instance_id
                    """).Bind(time.GetUtcNow() - silence);
                var live = new List<LiveInstance>();
                while (rows.Step())
                    live.Add(new LiveInstance(rows.ReadText(), rows.ReadText(), rows.ReadInt32(), rows.ReadText(), rows.ReadTime(), rows.ReadTime()));
                return live;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(string instanceId, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            connection.Prepare("DELETE FROM hub_lease WHERE instance_id = ?").Bind(instanceId).Execute();
            return connection.Prepare("DELETE FROM hub_instance WHERE instance_id = ?").Bind(instanceId).Execute();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryLeadAsync(string role, string instanceId, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return _database.WriteAsync(
            connection =>
            {
                var now = time.GetUtcNow();
                return connection.Prepare(Lead).Bind(role).Bind(instanceId).Bind(now + duration).Bind(now).Bind(now + duration + TooLate).Execute() > 0;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ResignAsync(string role, string instanceId, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Prepare("DELETE FROM hub_lease WHERE role = ? AND instance_id = ?").Bind(role).Bind(instanceId).Execute(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<string?> FindLeaderAsync(string role, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare("SELECT instance_id FROM hub_lease WHERE role = ? AND until > ?").Bind(role).Bind(time.GetUtcNow());
            return row.Step() ? row.ReadText() : null;
        },
        cancellationToken);
}
