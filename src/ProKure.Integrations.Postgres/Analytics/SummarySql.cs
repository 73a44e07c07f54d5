using ProKure.Integrations.Analytics;

namespace ProKure.Integrations.Postgres.Analytics;

/// <summary>The statements of summaries and roll-ups that are longer than a line or two.</summary>
internal static class SummarySql
{
    private const string Counts = "success_count, failed_count, timeout_count, cancelled_count, unknown_count, latency";

    private const string Key = "minute, system_code, endpoint_code, direction";

    /// <summary>
    /// Rolls up <c>delta</c> (key, status, bucket, by: 1 to count an attempt, -1 to take it back) as <c>rolled</c>: one row a key, with the counts to add.
    /// Nobody measured how long an attempt took whose end is unknown, so the histogram leaves those out.
    /// </summary>
    private const string Rolled = $"""
        counted AS (
            SELECT {Key},
                coalesce(sum(by) FILTER (WHERE status = 'SUCCESS'), 0)::bigint AS success_count, coalesce(sum(by) FILTER (WHERE status = 'FAILED'), 0)::bigint AS failed_count,
                coalesce(sum(by) FILTER (WHERE status = 'TIMEOUT'), 0)::bigint AS timeout_count, coalesce(sum(by) FILTER (WHERE status = 'CANCELLED'), 0)::bigint AS cancelled_count,
                coalesce(sum(by) FILTER (WHERE status = 'UNKNOWN'), 0)::bigint AS unknown_count
            FROM delta GROUP BY {Key}),
        measured AS (SELECT {Key}, bucket, sum(by)::bigint AS attempts FROM delta WHERE status <> 'UNKNOWN' GROUP BY {Key}, bucket),
        rolled AS (
            SELECT {Key}, success_count, failed_count, timeout_count, cancelled_count, unknown_count,
                array_agg(coalesce(attempts, 0) ORDER BY bucket) AS latency
            FROM counted CROSS JOIN generate_series(0, 81) AS bucket LEFT JOIN measured USING ({Key}, bucket)
            GROUP BY {Key}, success_count, failed_count, timeout_count, cancelled_count, unknown_count)
        """;

    private const string Overwrite = $"""
        ON CONFLICT ({Key}) DO UPDATE SET success_count = excluded.success_count, failed_count = excluded.failed_count,
            timeout_count = excluded.timeout_count, cancelled_count = excluded.cancelled_count, unknown_count = excluded.unknown_count, latency = excluded.latency
        """;

    /// <summary>
    /// Writes a batch, in the order of <see cref="RequestSummaryColumns.Columns"/> an array each ($1 to $21), then the ends of the buckets ($22) and the span in which rows with these ids may
    /// stand ($23 to $24). Gives a row for each summary that was added (true) or took the place of an unknown end (false). The lock must be held: then what
    /// is read here is what stands there, and each sum is written once, whatever others do. What stands there is looked up one by one, by key: a planner without
    /// statistics of a young month would else read the whole span.
    /// </summary>
    public const string Write = $"""
        WITH given AS MATERIALIZED (
            SELECT *, width_bucket(duration_ms, $22) AS bucket
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) AS given ({RequestSummaryColumns.Columns})),
        standing AS MATERIALIZED (
            SELECT found.* FROM given CROSS JOIN LATERAL (
                SELECT s.request_id, s.started_at, s.system_code, s.endpoint_code, s.direction, s.status FROM integration_request_summary AS s
                WHERE s.request_id = given.request_id AND s.started_at BETWEEN $23 AND $24 LIMIT 1) AS found),
        added AS (SELECT * FROM given WHERE request_id NOT IN (SELECT request_id FROM standing)),
        replacing AS (
            SELECT given.*, standing.started_at AS old_started_at, standing.system_code AS old_system, standing.endpoint_code AS old_endpoint,
                standing.direction AS old_direction
            FROM given JOIN standing USING (request_id) WHERE standing.status = 'UNKNOWN' AND given.status <> 'UNKNOWN'),
        inserted AS (INSERT INTO integration_request_summary ({RequestSummaryColumns.Columns}) SELECT {RequestSummaryColumns.Columns} FROM added),
        updated AS (
            UPDATE integration_request_summary AS s SET
                correlation_id = r.correlation_id, parent_request_id = r.parent_request_id, system_code = r.system_code, endpoint_code = r.endpoint_code,
                direction = r.direction, http_method = r.http_method, status = r.status, response_status = r.response_status, started_at = r.started_at,
                duration_ms = r.duration_ms, request_bytes = r.request_bytes, response_bytes = r.response_bytes, attempt_number = r.attempt_number,
                entity_type = r.entity_type, entity_id = r.entity_id, organization = r.organization, error_type = r.error_type,
                error_fingerprint = r.error_fingerprint, retention_class = r.retention_class, legal_hold = s.legal_hold OR r.legal_hold
            FROM replacing AS r WHERE s.request_id = r.request_id AND s.started_at = r.old_started_at),
        delta AS (
            SELECT date_trunc('minute', started_at, 'UTC') AS minute, system_code, endpoint_code, direction, status, bucket, 1 AS by FROM added
            UNION ALL SELECT date_trunc('minute', started_at, 'UTC'), system_code, endpoint_code, direction, status, bucket, 1 FROM replacing
            UNION ALL SELECT date_trunc('minute', old_started_at, 'UTC'), old_system, old_endpoint, old_direction, 'UNKNOWN', 0, -1 FROM replacing),
        {Rolled},
        summed AS (
            INSERT INTO request_metrics_minute ({Key}, {Counts})
            SELECT {Key}, r.success_count + coalesce(m.success_count, 0), r.failed_count + coalesce(m.failed_count, 0),
                r.timeout_count + coalesce(m.timeout_count, 0), r.cancelled_count + coalesce(m.cancelled_count, 0),
                r.unknown_count + coalesce(m.unknown_count, 0),
                CASE WHEN m.latency IS NULL THEN r.latency
                    ELSE ARRAY(SELECT a + b FROM unnest(r.latency, m.latency) WITH ORDINALITY AS pair (a, b, bucket) ORDER BY bucket) END
            FROM rolled AS r LEFT JOIN request_metrics_minute AS m USING ({Key})
            ORDER BY {Key}
            {Overwrite})
        SELECT request_id, true FROM added UNION ALL SELECT request_id, false FROM replacing
        """;

    /// <summary>
    /// Puts right the roll-ups of $1 to $2 (ends of the buckets: $3) and gives how many differed; one in which nothing is counted goes without being counted. The
    /// lock must be held.
    /// </summary>
    public const string Recount = $"""
        WITH delta AS (
            SELECT date_trunc('minute', started_at, 'UTC') AS minute, system_code, endpoint_code, direction, status, width_bucket(duration_ms, $3) AS bucket, 1 AS by
            FROM integration_request_summary WHERE started_at >= $1 AND started_at < $2),
        {Rolled},
        standing AS MATERIALIZED (SELECT {Key}, {Counts} FROM request_metrics_minute WHERE minute >= $1 AND minute < $2),
        wrong AS (SELECT {Key}, {Counts} FROM rolled EXCEPT SELECT {Key}, {Counts} FROM standing),
        righted AS (INSERT INTO request_metrics_minute ({Key}, {Counts}) SELECT {Key}, {Counts} FROM wrong {Overwrite}),
        superfluous AS (
            SELECT * FROM standing WHERE ({Key}) NOT IN (SELECT {Key} FROM rolled)),
        removed AS (
            DELETE FROM request_metrics_minute AS m USING superfluous AS s
            WHERE (m.minute, m.system_code, m.endpoint_code, m.direction) = (s.minute, s.system_code, s.endpoint_code, s.direction))
        SELECT (SELECT count(*) FROM wrong) + (
            SELECT count(*) FROM superfluous
            WHERE success_count + failed_count + timeout_count + cancelled_count + unknown_count > 0 OR 0 < ANY (latency))
        """;

    public const string Find = $"SELECT {RequestSummaryColumns.Columns} FROM integration_request_summary WHERE request_id = $1";

    public const string FindNear = $"{Find} AND started_at BETWEEN $2 AND $3";

    public const string Minutes = $"SELECT {Key}, {Counts} FROM request_metrics_minute WHERE minute >= $1 AND minute < $2 ORDER BY {Key}";

    public const string FirstSummary = "SELECT started_at FROM integration_request_summary WHERE started_at >= $1 AND started_at < $2 ORDER BY started_at LIMIT 1";

    public const string FirstMinute = "SELECT minute FROM request_metrics_minute WHERE minute >= $1 AND minute < $2 ORDER BY minute LIMIT 1";
}
