-- Circuits that were ever opened or closed, one for each such endpoint. Times are this server's. open_until is when one call may try; null where a person decides.
CREATE TABLE circuit (
    system_code   text COLLATE "C" NOT NULL,
    endpoint_code text COLLATE "C" NOT NULL,
    is_open       boolean          NOT NULL,
    is_held       boolean          NOT NULL,
    generation    bigint           NOT NULL CHECK (generation >= 1),
    open_until    timestamptz,
    probe_owner   text,
    probe_until   timestamptz,
    reason        text             NOT NULL,
    changed_at    timestamptz      NOT NULL,
    changed_by    text             NOT NULL,
    PRIMARY KEY (system_code, endpoint_code),
    CHECK ((probe_owner IS NULL) = (probe_until IS NULL))
);

-- How they came to stand as they do. What people did is kept.
CREATE TABLE circuit_change (
    system_code   text COLLATE "C" NOT NULL,
    endpoint_code text COLLATE "C" NOT NULL,
    generation    bigint           NOT NULL,
    is_open       boolean          NOT NULL,
    is_held       boolean          NOT NULL,
    is_by_hand    boolean          NOT NULL,
    reason        text             NOT NULL,
    changed_at    timestamptz      NOT NULL,
    changed_by    text             NOT NULL,
    PRIMARY KEY (system_code, endpoint_code, generation)
);
