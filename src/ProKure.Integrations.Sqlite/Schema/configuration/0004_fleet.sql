-- Which hub processes are alive, and which of them does the work that only one may do. Times are milliseconds since 1970 UTC.
CREATE TABLE hub_instance (
    instance_id  TEXT    PRIMARY KEY,
    host         TEXT    NOT NULL,
    process_id   INTEGER NOT NULL,
    version      TEXT    NOT NULL,
    started_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE hub_lease (
    role        TEXT    PRIMARY KEY,
    instance_id TEXT    NOT NULL,
    until       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Dead letters by their reason. What ended well is not among them, so the index stays small.
CREATE INDEX delivery_dead ON delivery (reason, id) WHERE state = 'DEAD';
