-- The master key that a delivery's payload is encrypted with; null for one in clear, as those are that were accepted before, until a rotation encrypts them. What is encrypted is no text, so the table is made
-- anew; what it leaves behind in the file is overwritten.
PRAGMA secure_delete = ON;

CREATE TABLE delivery_content_next (
    delivery_id     INTEGER PRIMARY KEY REFERENCES delivery (delivery_id),
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
    erased_at       INTEGER,
    payload_key_id  TEXT,
    payload         BLOB    NOT NULL
) STRICT;

INSERT INTO delivery_content_next
SELECT delivery_id, endpoint_code, config_version, config_revision, correlation_id, idempotency_key, trace_parent, replay_of, created_at,
    entity_type, entity_id, operation_type, organization, context_keys, user_id, triggered_by, erased_at, NULL, CAST(payload AS BLOB)
FROM delivery_content;

DROP TABLE delivery_content;
ALTER TABLE delivery_content_next RENAME TO delivery_content;

CREATE INDEX delivery_correlation ON delivery_content (correlation_id);
CREATE INDEX delivery_entity ON delivery_content (entity_id, entity_type) WHERE entity_id IS NOT NULL;

-- Payloads are counted and brought to another master key by this; erased ones need none. (Were it an index of those that are not erased, SQLite would read each row for that again.)
CREATE INDEX delivery_payload_key ON delivery_content (payload_key_id, erased_at);

PRAGMA secure_delete = OFF;
