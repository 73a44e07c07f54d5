using NpgsqlTypes;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>One claim, in one statement.</summary>
internal static class DeliveryClaimSql
{
    // lane: from one to the next along the index, however many deliveries are in each. turn: the systems with room and work, those first of which the worker holds
    // fewest, beginning after the one that came last; each may give its share. due: the longest due of each lane; rows that another hub is just claiming are
    // passed over, so nobody waits. The LIMITs keep the planner from reading whole lanes at once. What is locked but not taken is free again at the end of the statement.
    // A lease may also run out because the store was away, while its owner lives: only an owner that is gone was perhaps interrupted by the delivery's doing.
    internal const string Text = $"""
        WITH RECURSIVE lane AS (
            (SELECT system_code, priority FROM delivery WHERE state = 'QUEUED' ORDER BY system_code, priority LIMIT 1)
            UNION ALL
            SELECT next.system_code, next.priority FROM lane CROSS JOIN LATERAL (
                SELECT d.system_code, d.priority FROM delivery AS d
                WHERE d.state = 'QUEUED' AND (d.system_code, d.priority) > (lane.system_code, lane.priority) ORDER BY d.system_code, d.priority LIMIT 1) AS next),
        held AS (SELECT * FROM unnest($6::text[], $7::int[]) AS held (system_code, count)),
        ready AS (
            SELECT lane.system_code, coalesce(max(held.count), 0) AS held
            FROM lane CROSS JOIN LATERAL (
                    SELECT FROM delivery AS d
                    WHERE d.state = 'QUEUED' AND d.system_code = lane.system_code AND d.priority = lane.priority AND d.not_before <= now() LIMIT 1) AS one
                LEFT JOIN held ON held.system_code = lane.system_code
            GROUP BY lane.system_code HAVING coalesce(max(held.count), 0) < $5),
        turn AS (
            SELECT system_code, held, least(($2 + count(*) OVER () - 1) / count(*) OVER (), $5 - held) AS share
            FROM ready ORDER BY held, system_code <= $8, system_code LIMIT $2),
        due AS (
            SELECT d.id, false AS was_interrupted, turn.system_code, lane.priority, d.not_before AS due
            FROM turn JOIN lane ON lane.system_code = turn.system_code CROSS JOIN LATERAL (
                SELECT id, not_before FROM delivery
                WHERE state = 'QUEUED' AND system_code = lane.system_code AND priority = lane.priority AND not_before <= now()
                ORDER BY not_before, id LIMIT turn.share FOR UPDATE SKIP LOCKED) AS d),
        left_running AS (
            SELECT id, true AS was_interrupted, system_code, 0 AS priority, lease_until AS due FROM delivery
            WHERE state = 'RUNNING' AND lease_until <= now() AND system_code <> ALL ($9::text[]) ORDER BY lease_until, id LIMIT $2 FOR UPDATE SKIP LOCKED),
        placed AS (
            SELECT found.*, coalesce(held.count, 0)
                + row_number() OVER (PARTITION BY found.system_code ORDER BY found.was_interrupted DESC, found.priority, found.due, found.id) AS place
            FROM (SELECT * FROM left_running UNION ALL SELECT * FROM due) AS found LEFT JOIN held ON held.system_code = found.system_code),
        taken AS (
            SELECT id, was_interrupted, row_number() OVER (ORDER BY place, system_code <= $8, system_code) AS number
            FROM placed WHERE place <= $5 ORDER BY number LIMIT $2),
        d AS (
            UPDATE delivery SET state = 'RUNNING', fencing_token = fencing_token + 1, lease_owner = $1, lease_until = date_trunc('milliseconds', now() + $3),
                interruptions = interruptions + (taken.was_interrupted AND lease_owner <> $1 AND NOT EXISTS (
                    SELECT FROM hub_instance WHERE instance_id = delivery.lease_owner AND last_seen_at > now() - $4))::int
            FROM taken WHERE delivery.id = taken.id RETURNING delivery.*, taken.was_interrupted, taken.number)
        SELECT d.fencing_token, d.lease_until, d.was_interrupted, {DeliveryColumns.Columns}
        FROM d JOIN delivery_content AS c ON c.delivery_id = d.id ORDER BY d.number
        """;

    public static Statement Of(DeliveryClaim claim) => new Statement(Text)
        .Bind(claim.Owner).Bind((long)claim.Limit).Bind(claim.Lease).Bind(claim.Silence).Bind((long)claim.PerSystem)
        .BindMany(claim.Held.Keys.ToArray(), NpgsqlDbType.Text).BindMany(claim.Held.Values.ToArray(), NpgsqlDbType.Integer)
        .Bind(claim.After ?? "").BindMany(claim.FullSystems.ToArray(), NpgsqlDbType.Text);
}
