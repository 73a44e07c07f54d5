-- Invocations that came with a key of the caller's, and what was answered. Times are milliseconds since 1970 UTC. The answer is what the caller got: it is not redacted.
CREATE TABLE idempotency_key (
    scope         TEXT    NOT NULL,
    key           TEXT    NOT NULL,
    fingerprint   BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    invocation_id BLOB    NOT NULL CHECK (length(invocation_id) = 16),
    owner         TEXT    NOT NULL,
    fencing_token INTEGER NOT NULL DEFAULT 1,
    lease_until   INTEGER,
    answer        BLOB,
    kept_from     INTEGER NOT NULL,
    PRIMARY KEY (scope, key),
    CHECK (answer IS NULL OR lease_until IS NULL)
) STRICT;

CREATE INDEX idempotency_key_age ON idempotency_key (kept_from);
