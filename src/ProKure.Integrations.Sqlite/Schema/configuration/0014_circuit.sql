-- Circuits that were ever opened or closed, one for each such endpoint. Times are milliseconds since 1970 UTC. open_until is when one call may try; null where a person decides.
CREATE TABLE circuit (
    system_code   TEXT    NOT NULL,
    endpoint_code TEXT    NOT NULL,
    is_open       INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    is_held       INTEGER NOT NULL CHECK (is_held IN (0, 1)),
    generation    INTEGER NOT NULL CHECK (generation >= 1),
    open_until    INTEGER,
    probe_owner   TEXT,
    probe_until   INTEGER,
    reason        TEXT    NOT NULL,
    changed_at    INTEGER NOT NULL,
    changed_by    TEXT    NOT NULL,
    PRIMARY KEY (system_code, endpoint_code),
    CHECK ((probe_owner IS NULL) = (probe_until IS NULL))
) STRICT, WITHOUT ROWID;

-- How they came to stand as they do. What people did is kept.
CREATE TABLE circuit_change (
    system_code   TEXT    NOT NULL,
    endpoint_code TEXT    NOT NULL,
    generation    INTEGER NOT NULL,
    is_open       INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    is_held       INTEGER NOT NULL CHECK (is_held IN (0, 1)),
    is_by_hand    INTEGER NOT NULL CHECK (is_by_hand IN (0, 1)),
    reason        TEXT    NOT NULL,
    changed_at    INTEGER NOT NULL,
    changed_by    TEXT    NOT NULL,
    PRIMARY KEY (system_code, endpoint_code, generation)
) STRICT, WITHOUT ROWID;
