-- Who did what, beside changes of configuration, which config_change keeps. Entries are added, never changed. at is milliseconds since 1970 UTC; ids sort by time.
CREATE TABLE audit_entry (
    id      BLOB    NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT    CHECK (json_type(detail) = 'object')
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_entry_subject ON audit_entry (subject, id);
