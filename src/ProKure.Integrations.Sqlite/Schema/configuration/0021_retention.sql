-- Orders that records must not be removed. Placed and released, never removed. Null conditions count for everything.
CREATE TABLE legal_hold (
    id             BLOB    PRIMARY KEY CHECK (length(id) = 16),
    request_id     BLOB    CHECK (length(request_id) = 16),
    correlation_id TEXT,
    entity_type    TEXT,
    entity_id      TEXT,
    system_code    TEXT,
    endpoint_code  TEXT,
    started_from   INTEGER,
    started_to     INTEGER,
    reason         TEXT    NOT NULL CHECK (reason <> ''),
    placed_at      INTEGER NOT NULL,
    placed_by      TEXT    NOT NULL,
    released_at    INTEGER,
    released_by    TEXT,
    cleared_at     INTEGER,
    CHECK (coalesce(request_id, correlation_id, entity_type, entity_id, system_code, endpoint_code, started_from, started_to) IS NOT NULL),
    CHECK ((released_at IS NULL) = (released_by IS NULL) AND (cleared_at IS NULL OR released_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Runs of retention with what they removed.
CREATE TABLE retention_run (
    id           BLOB    PRIMARY KEY CHECK (length(id) = 16),
    is_dry_run   INTEGER NOT NULL CHECK (is_dry_run IN (0, 1)),
    requested_by TEXT    NOT NULL,
    requested_at INTEGER NOT NULL,
    status       TEXT    NOT NULL CHECK (status IN ('REQUESTED', 'RUNNING', 'DONE', 'FAILED', 'INTERRUPTED')),
    instance_id  TEXT,
    started_at   INTEGER,
    ended_at     INTEGER,
    fault        TEXT,
    report       TEXT    NOT NULL CHECK (json_type(report) = 'object')
) STRICT, WITHOUT ROWID;
