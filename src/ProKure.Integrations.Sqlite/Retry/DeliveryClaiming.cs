using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>One claim: reads the first due of each system from the indexes, lets the systems take turns, and leases what came out.</summary>
internal sealed class DeliveryClaiming(Connection connection, DeliveryClaim claim, DateTimeOffset now)
{
    // From lane to lane along the index, however many deliveries are in each.
    internal const string NextLane = """
        SELECT system_code, priority FROM delivery INDEXED BY delivery_queued
        WHERE state = 'QUEUED' AND (system_code, priority) > (?, ?) ORDER BY system_code, priority LIMIT 1
        """;

    internal const string DueInLane = """
        SELECT delivery_id FROM delivery INDEXED BY delivery_queued
        WHERE state = 'QUEUED' AND system_code = ? AND priority = ? AND not_before <= ? ORDER BY not_before, id LIMIT ?
        """;

    internal const string LeftRunning = """
        SELECT delivery_id, system_code FROM delivery INDEXED BY delivery_running WHERE state = 'RUNNING' AND lease_until <= ? ORDER BY lease_until, id
        """;

    // A lease may also run out because the store was away, while its owner lives: only an owner that is gone was interrupted by the delivery's doing, perhaps.
    private const string TakeOver = """
        UPDATE delivery SET state = 'RUNNING', fencing_token = fencing_token + 1, lease_owner = ?1, lease_until = ?2, interruptions = interruptions + (
                lease_owner <> ?1 AND NOT EXISTS (SELECT 1 FROM hub_instance WHERE instance_id = delivery.lease_owner AND last_seen_at > ?3))
        WHERE delivery_id = ?4
        """;

    private const string Lease = """
        UPDATE delivery SET state = 'RUNNING', fencing_token = fencing_token + 1, lease_owner = ?, lease_until = ? WHERE delivery_id = ?
        """;

    private readonly DateTimeOffset _until = (now + claim.Lease).TruncateToMilliseconds();

    public IReadOnlyList<DeliveryLease> Run()
    {
        var left = ReadLeftRunning();
        var lanes = ReadLanes().ToLookup(lane => lane.System, lane => lane.Priority, StringComparer.Ordinal);
        var systems = left.Keys.Concat(lanes.Select(lane => lane.Key)).Distinct(StringComparer.Ordinal).Where(system => RoomFor(system) > 0).ToList();
        if (systems.Count == 0)
            return [];

        var share = (claim.Limit + systems.Count - 1) / systems.Count;
        var turns = systems.SelectMany(system => Due(system, Math.Min(share, RoomFor(system)), left, lanes), (system, due) => (System: system, Due: due))
            .OrderBy(turn => turn.Due.Place)
            .ThenBy(turn => string.CompareOrdinal(turn.System, claim.After ?? "") <= 0)
            .ThenBy(turn => turn.System, StringComparer.Ordinal)
            .Select(turn => turn.Due);
        return [.. turns.Take(claim.Limit).ToList().Select(Take)];
    }

    private IEnumerable<Candidate> Due(string system, int room, Dictionary<string, List<long>> left, ILookup<string, int> lanes)
    {
        var place = Held(system);
        foreach (var id in left.GetValueOrDefault(system, []).Take(room))
            yield return new Candidate(id, WasInterrupted: true, ++place);
        foreach (var priority in lanes[system])
        {
            var more = room - (place - Held(system));
            if (more <= 0)
                yield break;
            foreach (var id in ReadDue(system, priority, more))
                yield return new Candidate(id, WasInterrupted: false, ++place);
        }
    }

    private DeliveryLease Take(Candidate candidate)
    {
        if (candidate.WasInterrupted)
            connection.Prepare(TakeOver).Bind(claim.Owner).Bind(_until).Bind(now - claim.Silence).Bind(candidate.Id).Execute();
        else
            connection.Prepare(Lease).Bind(claim.Owner).Bind(_until).Bind(candidate.Id).Execute();
        var (delivery, token) = DeliveryRows.Read(connection, candidate.Id);
        return new DeliveryLease(delivery, claim.Owner, token, _until, candidate.WasInterrupted);
    }

    // One process at a time has the file: there are never more than it, or the one before it, held.
    private Dictionary<string, List<long>> ReadLeftRunning()
    {
        using var rows = connection.Prepare(LeftRunning).Bind(now);
        var left = new Dictionary<string, List<long>>(StringComparer.Ordinal);
        while (rows.Step())
        {
            var (id, system) = (rows.ReadInt64(), rows.ReadText());
            if (!left.TryGetValue(system, out var ids))
                left.Add(system, ids = []);
            ids.Add(id);
        }

        return left;
    }

    private List<(string System, int Priority)> ReadLanes()
    {
        var lanes = new List<(string System, int Priority)>();
        for (var lane = (System: "", Priority: 0); ; lanes.Add(lane))
        {
            using var row = connection.Prepare(NextLane).Bind(lane.System).Bind(lane.Priority);
            if (!row.Step())
                return lanes;
            lane = (row.ReadText(), row.ReadInt32());
        }
    }

    private List<long> ReadDue(string system, int priority, int limit)
    {
        using var rows = connection.Prepare(DueInLane).Bind(system).Bind(priority).Bind(now).Bind(limit);
        var due = new List<long>();
        while (rows.Step())
            due.Add(rows.ReadInt64());
        return due;
    }

    private int Held(string system) => claim.Held.GetValueOrDefault(system);

    private int RoomFor(string system) => Math.Max(0, claim.PerSystem - Held(system));

    /// <param name="Id">The row.</param>
    /// <param name="WasInterrupted">Its lease ran out.</param>
    /// <param name="Place">How many of its system the worker would hold with it.</param>
    private sealed record Candidate(long Id, bool WasInterrupted, int Place);
}
