-- Orders to erase what was exchanged about a business entity, kept for good: each is the proof of its erasure. Times are milliseconds since 1970 UTC; ids sort by time.
CREATE TABLE erasure (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    entity_type TEXT    NOT NULL,
    entity_id   TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('WAITING_FOR_APPROVAL', 'RUNNING', 'COMPLETED', 'REJECTED')),
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    decided_at  INTEGER,
    decided_by  TEXT,
    ended_at    INTEGER,
    looked_at   INTEGER,
    report      TEXT    CHECK (json_type(report) = 'object')
) STRICT, WITHOUT ROWID;

CREATE INDEX erasure_remembered ON erasure (ended_at, id) WHERE state IN ('RUNNING', 'COMPLETED');

-- When a delivery's payload was erased on request; the payload is then null.
ALTER TABLE delivery_content ADD COLUMN erased_at INTEGER;

-- Answers are erased by the id of their invocation.
CREATE INDEX idempotency_key_invocation ON idempotency_key (invocation_id);
