-- Who did what, beside changes of configuration, which config_change keeps. Entries are added, never changed. Ids sort by time.
CREATE TABLE audit_entry (
    id      uuid             NOT NULL PRIMARY KEY,
    at      timestamptz      NOT NULL,
    actor   text             NOT NULL,
    action  text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    detail  json             CHECK (json_typeof(detail) = 'object')
);

CREATE INDEX audit_entry_subject ON audit_entry (subject, id);
