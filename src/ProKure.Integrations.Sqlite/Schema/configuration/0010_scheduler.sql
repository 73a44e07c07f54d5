-- Systems take turns, urgent deliveries come first, those about one business entity come one after the other, and people act on them. SQLite cannot change a
-- CHECK, so both tables of the queue are made anew.
CREATE TABLE delivery_next (
    delivery_id      INTEGER PRIMARY KEY,
    id               BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    system_code      TEXT    NOT NULL,
    priority         INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 9),
    state            TEXT    NOT NULL CHECK (state IN ('QUEUED', 'WAITING', 'RUNNING', 'SUCCEEDED', 'DEAD', 'RESOLVED', 'CANCELLED')),
    not_before       INTEGER NOT NULL,
    attempts_made    INTEGER NOT NULL CHECK (attempts_made >= 0),
    first_request_id BLOB    CHECK (length(first_request_id) = 16),
    first_attempt_at INTEGER,
    reason           TEXT,
    order_key        TEXT,
    blocks_order     INTEGER NOT NULL CHECK (blocks_order IN (0, 1)),
    interruptions    INTEGER NOT NULL CHECK (interruptions >= 0),
    lane             TEXT    CHECK (lane IN ('THEIRS', 'OURS', 'CONFIGURATION')),
    error_type       TEXT,
    error_message    TEXT,
    fingerprint      TEXT,
    response_status  INTEGER,
    ended_at         INTEGER,
    cancel_asked     INTEGER NOT NULL DEFAULT 0 CHECK (cancel_asked IN (0, 1)),
    fencing_token    INTEGER NOT NULL DEFAULT 0,
    lease_owner      TEXT,
    lease_until      INTEGER,
    CHECK ((state = 'RUNNING') = (lease_until IS NOT NULL)),
    CHECK (state <> 'WAITING' OR order_key IS NOT NULL)
) STRICT;

INSERT INTO delivery_next (
    delivery_id, id, system_code, priority, state, not_before, attempts_made, first_request_id, first_attempt_at, reason, blocks_order, interruptions, lane,
    fencing_token, lease_owner, lease_until)
SELECT d.delivery_id, d.id, c.system_code, 5, d.state, d.not_before, d.attempts_made, d.first_request_id, d.first_attempt_at, d.reason, 1, 0,
    CASE d.state WHEN 'DEAD' THEN 'OURS' END, d.fencing_token, d.lease_owner, d.lease_until
FROM delivery AS d JOIN delivery_content AS c ON c.delivery_id = d.delivery_id;

CREATE TABLE delivery_content_next (
    delivery_id     INTEGER PRIMARY KEY REFERENCES delivery_next (delivery_id),
    endpoint_code   TEXT    NOT NULL,
    config_version  INTEGER NOT NULL,
    config_revision INTEGER NOT NULL,
    correlation_id  TEXT    NOT NULL,
    idempotency_key TEXT    NOT NULL,
    trace_parent    TEXT,
    replay_of       BLOB    CHECK (length(replay_of) = 16),
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

INSERT INTO delivery_content_next
SELECT delivery_id, endpoint_code, config_version, 0, correlation_id, idempotency_key, NULL, NULL, created_at,
    entity_type, entity_id, operation_type, organization, context_keys, user_id, triggered_by, payload
FROM delivery_content;

DROP TABLE delivery_content;
DROP TABLE delivery;
ALTER TABLE delivery_next RENAME TO delivery;
ALTER TABLE delivery_content_next RENAME TO delivery_content;

-- A lane is what waits of one system with one priority; the longest due is its first. What waits for another, and what ended, is in none.
CREATE INDEX delivery_queued ON delivery (system_code, priority, not_before, id) WHERE state = 'QUEUED';
CREATE INDEX delivery_running ON delivery (lease_until, id) WHERE state = 'RUNNING';
CREATE INDEX delivery_dead ON delivery (reason, id) WHERE state = 'DEAD';
CREATE INDEX delivery_dead_system ON delivery (system_code, id) WHERE state = 'DEAD';
CREATE INDEX delivery_cancel ON delivery (lease_owner) WHERE cancel_asked = 1;

-- Of those with the same order key one at a time has the turn; the others wait behind it in the order in which they were accepted.
CREATE UNIQUE INDEX delivery_turn ON delivery (order_key)
    WHERE order_key IS NOT NULL AND (state IN ('QUEUED', 'RUNNING') OR (state = 'DEAD' AND blocks_order = 1));
CREATE INDEX delivery_waiting ON delivery (order_key, delivery_id) WHERE state = 'WAITING';

CREATE INDEX delivery_correlation ON delivery_content (correlation_id);
CREATE INDEX delivery_entity ON delivery_content (entity_id, entity_type) WHERE entity_id IS NOT NULL;

-- What people did to deliveries.
CREATE TABLE delivery_action (
    action_id   INTEGER PRIMARY KEY,
    delivery_id BLOB    NOT NULL CHECK (length(delivery_id) = 16),
    action      TEXT    NOT NULL,
    acted_at    INTEGER NOT NULL,
    actor       TEXT    NOT NULL,
    note        TEXT,
    replay_id   BLOB    CHECK (length(replay_id) = 16)
) STRICT;

CREATE INDEX delivery_action_delivery ON delivery_action (delivery_id);

-- Replays of many dead letters.
CREATE TABLE replay_job (
    id                BLOB    PRIMARY KEY CHECK (length(id) = 16),
    state             TEXT    NOT NULL CHECK (state IN ('RUNNING', 'PAUSED', 'COMPLETED', 'ABORTED')),
    filter            TEXT    NOT NULL CHECK (json_type(filter) = 'object'),
    config            TEXT    NOT NULL CHECK (config IN ('PINNED', 'LATEST')),
    accept_duplicates INTEGER NOT NULL CHECK (accept_duplicates IN (0, 1)),
    rate              REAL    NOT NULL CHECK (rate > 0),
    note              TEXT,
    created_at        INTEGER NOT NULL,
    created_by        TEXT    NOT NULL,
    total             INTEGER NOT NULL,
    replayed          INTEGER NOT NULL,
    skipped           INTEGER NOT NULL,
    after_id          BLOB    CHECK (length(after_id) = 16),
    finished_at       INTEGER,
    changed_by        TEXT    NOT NULL,
    version           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX replay_job_open ON replay_job (id) WHERE state IN ('RUNNING', 'PAUSED');

-- The revision that a change made, so that what held at a revision can be found again; null for changes before this script.
ALTER TABLE config_change ADD COLUMN revision INTEGER;

-- How an endpoint's deliveries are ordered among others.
ALTER TABLE endpoint ADD COLUMN priority INTEGER NOT NULL DEFAULT 5 CHECK (priority BETWEEN 1 AND 9);
ALTER TABLE endpoint ADD COLUMN order_by_entity TEXT CHECK (json_type(order_by_entity) = 'object');
