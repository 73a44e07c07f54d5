-- Configuration. Times are milliseconds since 1970 UTC, durations are milliseconds.

-- Counts changes of the configuration as a whole: one row.
CREATE TABLE configuration_revision (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT;

INSERT INTO configuration_revision (id, revision) VALUES (1, 0);

CREATE TABLE organization (
    code       TEXT    PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Z0-9_.-]*'),
    name       TEXT    NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 1),
    changed_at INTEGER NOT NULL,
    changed_by TEXT    NOT NULL
) STRICT;

CREATE TABLE retry_policy (
    code             TEXT    PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Z0-9_.-]*'),
    backoff          TEXT    NOT NULL CHECK (backoff IN ('FIXED', 'LINEAR', 'EXPONENTIAL')),
    initial_delay_ms REAL    NOT NULL CHECK (initial_delay_ms > 0),
    max_delay_ms     REAL    NOT NULL CHECK (max_delay_ms >= initial_delay_ms),
    jitter           REAL    NOT NULL CHECK (jitter BETWEEN 0 AND 1),
    max_attempts     INTEGER NOT NULL CHECK (max_attempts BETWEEN 1 AND 100),
    deadline_ms      REAL    NOT NULL CHECK (deadline_ms > 0),
    version          INTEGER NOT NULL CHECK (version >= 1),
    changed_at       INTEGER NOT NULL,
    changed_by       TEXT    NOT NULL
) STRICT;

CREATE TABLE external_system (
    code               TEXT    PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Z0-9_.-]*'),
    name               TEXT    NOT NULL,
    organization       TEXT    REFERENCES organization (code),
    base_url           TEXT    NOT NULL CHECK (base_url LIKE 'http://%' OR base_url LIKE 'https://%'),
    enabled            INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    connect_timeout_ms REAL    NOT NULL CHECK (connect_timeout_ms > 0),
    timeout_ms         REAL    NOT NULL CHECK (timeout_ms > 0),
    max_connections    INTEGER NOT NULL CHECK (max_connections >= 1),
    headers            TEXT    NOT NULL CHECK (json_type(headers) = 'object'),
    redacted_fields    TEXT    NOT NULL CHECK (json_type(redacted_fields) = 'array'),
    version            INTEGER NOT NULL CHECK (version >= 1),
    changed_at         INTEGER NOT NULL,
    changed_by         TEXT    NOT NULL
) STRICT;

CREATE TABLE transform (
    system_code       TEXT    NOT NULL REFERENCES external_system (code),
    code              TEXT    NOT NULL CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Z0-9_.-]*'),
    description       TEXT,
    published         TEXT,
    published_version INTEGER NOT NULL CHECK (published_version >= 0),
    draft             TEXT,
    enabled           INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    version           INTEGER NOT NULL CHECK (version >= 1),
    changed_at        INTEGER NOT NULL,
    changed_by        TEXT    NOT NULL,
    PRIMARY KEY (system_code, code)
) STRICT;

CREATE TABLE code_mapping_set (
    system_code      TEXT    NOT NULL REFERENCES external_system (code),
    code             TEXT    NOT NULL CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Z0-9_.-]*'),
    description      TEXT,
    on_missing       TEXT    NOT NULL CHECK (on_missing IN ('ERROR', 'PASS_THROUGH', 'DEFAULT')),
    default_external TEXT,
    default_internal TEXT,
    version          INTEGER NOT NULL CHECK (version >= 1),
    changed_at       INTEGER NOT NULL,
    changed_by       TEXT    NOT NULL,
    PRIMARY KEY (system_code, code),
    CHECK (on_missing <> 'DEFAULT' OR (default_external IS NOT NULL AND default_internal IS NOT NULL))
) STRICT;

-- The pairs of a set, in the order written. The internal code stands once in its set.
CREATE TABLE code_mapping (
    system_code   TEXT    NOT NULL,
    set_code      TEXT    NOT NULL,
    position      INTEGER NOT NULL,
    internal_code TEXT    NOT NULL,
    external_code TEXT    NOT NULL,
    PRIMARY KEY (system_code, set_code, position),
    UNIQUE (system_code, set_code, internal_code),
    FOREIGN KEY (system_code, set_code) REFERENCES code_mapping_set (system_code, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoint (
    system_code        TEXT    NOT NULL REFERENCES external_system (code),
    code               TEXT    NOT NULL CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Z0-9_.-]*'),
    name               TEXT,
    method             TEXT    NOT NULL CHECK (method <> '' AND method NOT GLOB '*[^A-Z_-]*'),
    path               TEXT    NOT NULL,
    path_parameters    TEXT    NOT NULL CHECK (json_type(path_parameters) = 'object'),
    query              TEXT    NOT NULL CHECK (json_type(query) = 'object'),
    headers            TEXT    NOT NULL CHECK (json_type(headers) = 'object'),
    request_transform  TEXT,
    response_transform TEXT,
    success_rule       TEXT,
    error_message      TEXT,
    timeout_ms         REAL    CHECK (timeout_ms > 0),
    max_response_bytes INTEGER NOT NULL CHECK (max_response_bytes >= 1),
    idempotency        TEXT    NOT NULL CHECK (idempotency IN ('NOT_IDEMPOTENT', 'IDEMPOTENT', 'IDEMPOTENT_WITH_KEY')),
    retry_policy       TEXT    REFERENCES retry_policy (code),
    enabled            INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    version            INTEGER NOT NULL CHECK (version >= 1),
    changed_at         INTEGER NOT NULL,
    changed_by         TEXT    NOT NULL,
    PRIMARY KEY (system_code, code),
    FOREIGN KEY (system_code, request_transform) REFERENCES transform (system_code, code),
    FOREIGN KEY (system_code, response_transform) REFERENCES transform (system_code, code)
) STRICT;

CREATE TABLE api_key (
    id          TEXT    PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64 AND id NOT GLOB '*[^A-Z0-9_.-]*'),
    name        TEXT    NOT NULL,
    secret_hash TEXT    NOT NULL CHECK (length(secret_hash) = 64 AND secret_hash NOT GLOB '*[^0-9a-f]*'),
    scopes      TEXT    NOT NULL CHECK (json_type(scopes) = 'array'),
    expires_at  INTEGER,
    enabled     INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    version     INTEGER NOT NULL CHECK (version >= 1),
    changed_at  INTEGER NOT NULL,
    changed_by  TEXT    NOT NULL
) STRICT;

-- The systems that a key is limited to; none for all.
CREATE TABLE api_key_system (
    api_key     TEXT    NOT NULL REFERENCES api_key (id),
    position    INTEGER NOT NULL,
    system_code TEXT    NOT NULL REFERENCES external_system (code),
    PRIMARY KEY (api_key, position)
) STRICT, WITHOUT ROWID;

-- The audit trail. Hashes of keys are left out of before_json and after_json.
CREATE TABLE config_change (
    change_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT    NOT NULL,
    system_code TEXT,
    code        TEXT    NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 1),
    changed_at  INTEGER NOT NULL,
    changed_by  TEXT    NOT NULL,
    before_json TEXT    CHECK (json_valid(before_json)),
    after_json  TEXT    NOT NULL CHECK (json_valid(after_json))
) STRICT;

CREATE INDEX config_change_row ON config_change (kind, code, system_code);
