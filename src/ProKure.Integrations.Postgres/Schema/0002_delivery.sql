-- The queue. Leases use this server's clock, which all hubs share.

-- Narrow rows, since claiming and releasing writes them again; the payload, which never changes, has a table of its own. Rows are changed often and the queue
-- has to stay quick: pages keep room for new versions, and vacuum comes after a fixed number of changes, whatever the table's size.
CREATE TABLE delivery (
    id               uuid        PRIMARY KEY,
    state            text        NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'DEAD')),
    not_before       timestamptz NOT NULL,
    attempts_made    integer     NOT NULL CHECK (attempts_made >= 0),
    first_request_id uuid,
    first_attempt_at timestamptz,
    reason           text COLLATE "C",
    fencing_token    bigint      NOT NULL DEFAULT 0,
    lease_owner      text,
    lease_until      timestamptz,
    CHECK ((state = 'RUNNING') = (lease_until IS NOT NULL))
) WITH (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0
);

-- Ended deliveries are in neither of the first two, so the queue stays as quick as what waits in it is short.
CREATE INDEX delivery_queued ON delivery (not_before, id) WHERE state = 'QUEUED';
CREATE INDEX delivery_running ON delivery (lease_until, id) WHERE state = 'RUNNING';
CREATE INDEX delivery_dead ON delivery (reason, id) WHERE state = 'DEAD';

-- What was accepted. The payload is kept byte by byte: text would refuse a NUL character.
CREATE TABLE delivery_content (
    delivery_id     uuid        PRIMARY KEY REFERENCES delivery (id),
    system_code     text        NOT NULL,
    endpoint_code   text        NOT NULL,
    config_version  integer     NOT NULL,
    correlation_id  text        NOT NULL,
    idempotency_key text        NOT NULL,
    created_at      timestamptz NOT NULL,
    entity_type     text,
    entity_id       text,
    operation_type  text,
    organization    text,
    context_keys    json,
    user_id         text,
    triggered_by    text        NOT NULL,
    payload         bytea       NOT NULL
);
