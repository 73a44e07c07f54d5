-- Archive files and how far each is. Times are milliseconds since 1970 UTC, days are days since 1970 UTC. What a file holds is known once it is verified.
CREATE TABLE archive_file (
    archive_key      TEXT    NOT NULL,
    retention_class  TEXT    NOT NULL,
    system_code      TEXT    NOT NULL,
    day              INTEGER NOT NULL,
    part             INTEGER NOT NULL CHECK (part >= 1),
    state            TEXT    NOT NULL CHECK (state IN ('WRITING', 'VERIFIED', 'MARKED', 'REMOVING', 'REMOVED')),
    changed_at       INTEGER NOT NULL,
    fault            TEXT,
    format           INTEGER,
    documents        INTEGER,
    first_started_at INTEGER,
    last_started_at  INTEGER,
    bytes            INTEGER,
    sha256           TEXT,
    file_bytes       INTEGER,
    file_sha256      TEXT,
    index_sha256     TEXT,
    PRIMARY KEY (day, retention_class, system_code, part),
    UNIQUE (archive_key),
    CHECK ((format IS NULL) = (state = 'WRITING'))
) STRICT, WITHOUT ROWID;

CREATE INDEX archive_file_open ON archive_file (state) WHERE state IN ('WRITING', 'VERIFIED', 'REMOVING');

-- Long bodies that documents in archive files refer to: they are kept as long as the file.
CREATE TABLE archive_body (
    body_key    TEXT NOT NULL,
    archive_key TEXT NOT NULL,
    PRIMARY KEY (body_key, archive_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX archive_body_file ON archive_body (archive_key);

-- Documents whose payloads were erased though archive files hold them.
CREATE TABLE archive_tombstone (
    request_id BLOB    NOT NULL PRIMARY KEY CHECK (length(request_id) = 16),
    erased_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
