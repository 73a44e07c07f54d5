-- Times are milliseconds since 1970 UTC, ids are UUIDs as 16 bytes in the order of their text, so that version 7 sorts by time.

-- One row per completed attempt, without bodies. Clustered by id, which for version 7 is by time, and needs no second index to be found by it.
CREATE TABLE request_summary (
    request_id        BLOB    PRIMARY KEY CHECK (length(request_id) = 16),
    correlation_id    TEXT    NOT NULL,
    parent_request_id BLOB,
    system_code       TEXT    NOT NULL,
    endpoint_code     TEXT    NOT NULL,
    direction         TEXT    NOT NULL CHECK (direction IN ('OUTBOUND', 'INBOUND', 'WEBHOOK')),
    http_method       TEXT,
    status            TEXT    NOT NULL CHECK (status IN ('SUCCESS', 'FAILED', 'TIMEOUT', 'CANCELLED', 'UNKNOWN')),
    response_status   INTEGER,
    started_at        INTEGER NOT NULL,
    duration_ms       REAL    NOT NULL,
    request_bytes     INTEGER NOT NULL,
    response_bytes    INTEGER,
    attempt_number    INTEGER NOT NULL,
    entity_type       TEXT,
    entity_id         TEXT,
    organization      TEXT,
    error_type        TEXT,
    error_fingerprint TEXT
) STRICT, WITHOUT ROWID;

-- What happened at one endpoint in one minute. latency holds the counts of the histogram's 82 buckets, each as 8 bytes, most significant first.
CREATE TABLE request_metrics_minute (
    minute          INTEGER NOT NULL CHECK (minute % 60000 = 0),
    system_code     TEXT    NOT NULL,
    endpoint_code   TEXT    NOT NULL,
    direction       TEXT    NOT NULL CHECK (direction IN ('OUTBOUND', 'INBOUND', 'WEBHOOK')),
    success_count   INTEGER NOT NULL CHECK (success_count >= 0),
    failed_count    INTEGER NOT NULL CHECK (failed_count >= 0),
    timeout_count   INTEGER NOT NULL CHECK (timeout_count >= 0),
    cancelled_count INTEGER NOT NULL CHECK (cancelled_count >= 0),
    unknown_count   INTEGER NOT NULL CHECK (unknown_count >= 0),
    latency         BLOB    NOT NULL CHECK (length(latency) = 656),
    PRIMARY KEY (minute, system_code, endpoint_code, direction)
) STRICT, WITHOUT ROWID;
