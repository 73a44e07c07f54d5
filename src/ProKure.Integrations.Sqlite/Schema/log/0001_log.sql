-- Times are milliseconds since 1970 UTC, ids are UUIDs as 16 bytes in the order of their text, so that version 7 sorts by time.

-- What is searched and listed: one row per attempt, without headers and bodies.
CREATE TABLE integration_log (
    log_id            INTEGER PRIMARY KEY,
    request_id        BLOB    NOT NULL CHECK (length(request_id) = 16),
    correlation_id    TEXT    NOT NULL,
    parent_request_id BLOB,
    system_code       TEXT    NOT NULL,
    endpoint_code     TEXT    NOT NULL,
    direction         TEXT    NOT NULL,
    status            TEXT    NOT NULL,
    is_success        INTEGER,
    started_at        INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    completed_at      INTEGER,
    duration_ms       REAL,
    http_method       TEXT,
    request_url       TEXT,
    request_bytes     INTEGER NOT NULL,
    response_status   INTEGER,
    response_bytes    INTEGER,
    entity_type       TEXT,
    entity_id         TEXT,
    operation_type    TEXT,
    organization      TEXT,
    context_keys      TEXT,
    user_id           TEXT,
    triggered_by      TEXT    NOT NULL,
    attempt_number    INTEGER NOT NULL,
    max_attempts      INTEGER NOT NULL,
    next_retry_at     INTEGER,
    retry_reason      TEXT,
    error_type        TEXT,
    error_phase       TEXT,
    error_side        TEXT,
    error_code        TEXT,
    error_fingerprint TEXT,
    error_message     TEXT,
    error_stack_trace TEXT,
    timings           TEXT,
    redacted_fields   TEXT,
    retention_class   TEXT,
    expires_at        INTEGER,
    legal_hold        INTEGER NOT NULL,
    schema_version    INTEGER NOT NULL,
    config_version    INTEGER NOT NULL,
    instance_id       TEXT    NOT NULL
) STRICT;

-- The README says which query each index serves. Success is the rule: leaving it out keeps the status index small.
CREATE UNIQUE INDEX integration_log_request ON integration_log (request_id);
CREATE INDEX integration_log_correlation ON integration_log (correlation_id, started_at);
CREATE INDEX integration_log_started ON integration_log (started_at);
CREATE INDEX integration_log_system ON integration_log (system_code, started_at);
CREATE INDEX integration_log_status ON integration_log (status, started_at) WHERE status <> 'SUCCESS';
CREATE INDEX integration_log_entity ON integration_log (entity_id, started_at) WHERE entity_id IS NOT NULL;

-- Headers and bodies, a table for each side, so that the answer is added without writing the request again.
-- Rows belong to the entry with the same log_id; one store writes all three tables, so no foreign key is paid for on every insert.
CREATE TABLE log_request (
    log_id           INTEGER PRIMARY KEY,
    body_format      TEXT    NOT NULL,
    is_truncated     INTEGER NOT NULL,
    headers          TEXT,
    body             TEXT,
    reference_store  TEXT,
    reference_key    TEXT,
    reference_bytes  INTEGER,
    reference_sha256 TEXT
) STRICT;

CREATE TABLE log_response (
    log_id           INTEGER PRIMARY KEY,
    body_format      TEXT    NOT NULL,
    is_truncated     INTEGER NOT NULL,
    headers          TEXT,
    body             TEXT,
    reference_store  TEXT,
    reference_key    TEXT,
    reference_bytes  INTEGER,
    reference_sha256 TEXT
) STRICT;
