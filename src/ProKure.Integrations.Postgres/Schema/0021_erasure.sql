-- Orders to erase what was exchanged about a business entity, kept for good: each is the proof of its erasure. Ids sort by time.
CREATE TABLE erasure (
    id          uuid        NOT NULL PRIMARY KEY,
    entity_type text        NOT NULL,
    entity_id   text        NOT NULL,
    reason      text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('WAITING_FOR_APPROVAL', 'RUNNING', 'COMPLETED', 'REJECTED')),
    created_at  timestamptz NOT NULL,
    created_by  text        NOT NULL,
    decided_at  timestamptz,
    decided_by  text,
    ended_at    timestamptz,
    looked_at   timestamptz,
    report      json        CHECK (json_typeof(report) = 'object')
);

CREATE INDEX erasure_remembered ON erasure (ended_at, id) WHERE state IN ('RUNNING', 'COMPLETED');

-- When a delivery's payload was erased on request; the payload is then null.
ALTER TABLE delivery_content ADD COLUMN erased_at timestamptz;

-- Answers are erased by the id of their invocation.
CREATE INDEX idempotency_key_invocation ON idempotency_key (invocation_id);
