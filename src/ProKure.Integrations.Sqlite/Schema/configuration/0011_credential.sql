-- How the hub proves to other systems who it is. Settings can be read, secrets cannot: they are encrypted with a key of their own, which the master key wraps
-- whose id stands beside it. The audit trail holds fingerprints of secrets only.
CREATE TABLE credential (
    code         TEXT    PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Z0-9_.-]*'),
    system_code  TEXT    REFERENCES external_system (code) DEFERRABLE INITIALLY DEFERRED,
    name         TEXT,
    type         TEXT    NOT NULL,
    basic        TEXT    CHECK (json_type(basic) = 'object'),
    api_key      TEXT    CHECK (json_type(api_key) = 'object'),
    oauth2       TEXT    CHECK (json_type(oauth2) = 'object'),
    hmac         TEXT    CHECK (json_type(hmac) = 'object'),
    probe_path   TEXT,
    key_id       TEXT,
    wrapped_key  BLOB,
    content      BLOB,
    fingerprints TEXT    NOT NULL CHECK (json_type(fingerprints) = 'object'),
    version      INTEGER NOT NULL CHECK (version >= 1),
    changed_at   INTEGER NOT NULL,
    changed_by   TEXT    NOT NULL,
    CHECK ((key_id IS NULL) = (wrapped_key IS NULL) AND (key_id IS NULL) = (content IS NULL))
) STRICT;

ALTER TABLE external_system ADD COLUMN credential TEXT REFERENCES credential (code);
ALTER TABLE endpoint ADD COLUMN credential TEXT REFERENCES credential (code);

-- The tokens that credentials have at the moment, encrypted likewise: shared by all hubs, so that one asks and the others read.
CREATE TABLE credential_token (
    credential_code TEXT    PRIMARY KEY REFERENCES credential (code),
    version         INTEGER NOT NULL CHECK (version >= 1),
    key_id          TEXT    NOT NULL,
    wrapped_key     BLOB    NOT NULL,
    content         BLOB    NOT NULL,
    changed_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
