-- The queue. Times are milliseconds since 1970 UTC, ids are UUIDs as 16 bytes in the order of their text.

-- Narrow rows, since claiming and releasing writes them again; the payload, which never changes, has a table of its own.
CREATE TABLE delivery (
    delivery_id      INTEGER PRIMARY KEY,
    id               BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    state            TEXT    NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'DEAD')),
    not_before       INTEGER NOT NULL,
    attempts_made    INTEGER NOT NULL CHECK (attempts_made >= 0),
    first_request_id BLOB    CHECK (length(first_request_id) = 16),
    first_attempt_at INTEGER,
    reason           TEXT,
    fencing_token    INTEGER NOT NULL DEFAULT 0,
    lease_owner      TEXT,
    lease_until      INTEGER,
    CHECK ((state = 'RUNNING') = (lease_until IS NOT NULL))
) STRICT;

-- Ended deliveries are in neither index, so the queue stays as quick as what waits in it is short.
CREATE INDEX delivery_queued ON delivery (not_before) WHERE state = 'QUEUED';
CREATE INDEX delivery_running ON delivery (lease_until) WHERE state = 'RUNNING';

-- What was accepted.
CREATE TABLE delivery_content (
    delivery_id     INTEGER PRIMARY KEY REFERENCES delivery (delivery_id),
    system_code     TEXT    NOT NULL,
    endpoint_code   TEXT    NOT NULL,
    config_version  INTEGER NOT NULL,
    correlation_id  TEXT    NOT NULL,
    idempotency_key TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    entity_type     TEXT,
    entity_id       TEXT,
    operation_type  TEXT,
    organization    TEXT,
    context_keys    TEXT,
    user_id         TEXT,
    triggered_by    TEXT    NOT NULL,
    payload         TEXT    NOT NULL
) STRICT;
