-- Invocations that came with a key of the caller's, and what was answered. Times are this server's. The answer is what the caller got: it is not redacted.
CREATE TABLE idempotency_key (
    scope         text COLLATE "C" NOT NULL,
    key           text COLLATE "C" NOT NULL,
    fingerprint   bytea            NOT NULL CHECK (octet_length(fingerprint) = 32),
    invocation_id uuid             NOT NULL,
    owner         text             NOT NULL,
    fencing_token bigint           NOT NULL DEFAULT 1,
    lease_until   timestamptz,
    answer        bytea,
    kept_from     timestamptz      NOT NULL,
    PRIMARY KEY (scope, key),
    CHECK (answer IS NULL OR lease_until IS NULL)
);

CREATE INDEX idempotency_key_age ON idempotency_key (kept_from);
