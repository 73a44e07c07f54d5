-- Configuration. Codes and keys are ordered byte by byte, whatever the database's locale. Durations are milliseconds.

CREATE DOMAIN config_code AS text COLLATE "C" CHECK (VALUE ~ '^[A-Z0-9_.-]{1,64}$');
CREATE DOMAIN json_object AS jsonb CHECK (jsonb_typeof(VALUE) = 'object');
CREATE DOMAIN json_array AS jsonb CHECK (jsonb_typeof(VALUE) = 'array');

-- Counts changes of the configuration as a whole: one row. Whoever saves locks it, so saves come one after the other.
CREATE TABLE configuration_revision (
    id       integer PRIMARY KEY CHECK (id = 1),
    revision bigint  NOT NULL
);

INSERT INTO configuration_revision (id, revision) VALUES (1, 0);

CREATE TABLE organization (
    code       config_code PRIMARY KEY,
    name       text        NOT NULL,
    version    integer     NOT NULL CHECK (version >= 1),
    changed_at timestamptz NOT NULL,
    changed_by text        NOT NULL
);

CREATE TABLE retry_policy (
    code             config_code      PRIMARY KEY,
    backoff          text             NOT NULL CHECK (backoff IN ('FIXED', 'LINEAR', 'EXPONENTIAL')),
    initial_delay_ms double precision NOT NULL CHECK (initial_delay_ms > 0),
    max_delay_ms     double precision NOT NULL CHECK (max_delay_ms >= initial_delay_ms),
    jitter           double precision NOT NULL CHECK (jitter BETWEEN 0 AND 1),
    max_attempts     integer          NOT NULL CHECK (max_attempts BETWEEN 1 AND 100),
    deadline_ms      double precision NOT NULL CHECK (deadline_ms > 0),
    version          integer          NOT NULL CHECK (version >= 1),
    changed_at       timestamptz      NOT NULL,
    changed_by       text             NOT NULL
);

CREATE TABLE external_system (
    code               config_code      PRIMARY KEY,
    name               text             NOT NULL,
    organization       config_code      REFERENCES organization (code),
    base_url           text             NOT NULL CHECK (base_url ~* '^https?://'),
    enabled            boolean          NOT NULL,
    connect_timeout_ms double precision NOT NULL CHECK (connect_timeout_ms > 0),
    timeout_ms         double precision NOT NULL CHECK (timeout_ms > 0),
    max_connections    integer          NOT NULL CHECK (max_connections >= 1),
    headers            json_object      NOT NULL,
    redacted_fields    json_array       NOT NULL,
    version            integer          NOT NULL CHECK (version >= 1),
    changed_at         timestamptz      NOT NULL,
    changed_by         text             NOT NULL
);

CREATE TABLE transform (
    system_code       config_code NOT NULL REFERENCES external_system (code),
    code              config_code NOT NULL,
    description       text,
    published         text,
    published_version integer     NOT NULL CHECK (published_version >= 0),
    draft             text,
    enabled           boolean     NOT NULL,
    version           integer     NOT NULL CHECK (version >= 1),
    changed_at        timestamptz NOT NULL,
    changed_by        text        NOT NULL,
    PRIMARY KEY (system_code, code)
);

CREATE TABLE code_mapping_set (
    system_code      config_code NOT NULL REFERENCES external_system (code),
    code             config_code NOT NULL,
    description      text,
    on_missing       text        NOT NULL CHECK (on_missing IN ('ERROR', 'PASS_THROUGH', 'DEFAULT')),
    default_external text,
    default_internal text,
    version          integer     NOT NULL CHECK (version >= 1),
    changed_at       timestamptz NOT NULL,
    changed_by       text        NOT NULL,
    PRIMARY KEY (system_code, code),
    CHECK (on_missing <> 'DEFAULT' OR (default_external IS NOT NULL AND default_internal IS NOT NULL))
);

-- The pairs of a set, in the order written. The internal code stands once in its set.
CREATE TABLE code_mapping (
    system_code   config_code      NOT NULL,
    set_code      config_code      NOT NULL,
    position      integer          NOT NULL,
    internal_code text COLLATE "C" NOT NULL,
    external_code text             NOT NULL,
    PRIMARY KEY (system_code, set_code, position),
    UNIQUE (system_code, set_code, internal_code),
    FOREIGN KEY (system_code, set_code) REFERENCES code_mapping_set (system_code, code)
);

CREATE TABLE endpoint (
    system_code        config_code NOT NULL REFERENCES external_system (code),
    code               config_code NOT NULL,
    name               text,
    method             text        NOT NULL CHECK (method ~ '^[A-Z_-]+$'),
    path               text        NOT NULL,
    path_parameters    json_object NOT NULL,
    query              json_object NOT NULL,
    headers            json_object NOT NULL,
    request_transform  config_code,
    response_transform config_code,
    success_rule       text,
    error_message      text,
    timeout_ms         double precision CHECK (timeout_ms > 0),
    max_response_bytes integer     NOT NULL CHECK (max_response_bytes >= 1),
    idempotency        text        NOT NULL CHECK (idempotency IN ('NOT_IDEMPOTENT', 'IDEMPOTENT', 'IDEMPOTENT_WITH_KEY')),
    retry_policy       config_code REFERENCES retry_policy (code),
    enabled            boolean     NOT NULL,
    fail_closed        boolean     NOT NULL,
    version            integer     NOT NULL CHECK (version >= 1),
    changed_at         timestamptz NOT NULL,
    changed_by         text        NOT NULL,
    PRIMARY KEY (system_code, code),
    FOREIGN KEY (system_code, request_transform) REFERENCES transform (system_code, code),
    FOREIGN KEY (system_code, response_transform) REFERENCES transform (system_code, code)
);

CREATE TABLE api_key (
    id          config_code PRIMARY KEY,
    name        text        NOT NULL,
    secret_hash text        NOT NULL CHECK (secret_hash ~ '^[0-9a-f]{64}$'),
    scopes      json_array  NOT NULL,
    expires_at  timestamptz,
    enabled     boolean     NOT NULL,
    version     integer     NOT NULL CHECK (version >= 1),
    changed_at  timestamptz NOT NULL,
    changed_by  text        NOT NULL
);

-- The systems that a key is limited to; none for all.
CREATE TABLE api_key_system (
    api_key     config_code NOT NULL REFERENCES api_key (id),
    position    integer     NOT NULL,
    system_code config_code NOT NULL REFERENCES external_system (code),
    PRIMARY KEY (api_key, position)
);

-- The audit trail. Hashes of keys are left out of before_json and after_json, which are kept as written.
CREATE TABLE config_change (
    change_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text        NOT NULL,
    system_code config_code,
    code        config_code NOT NULL,
    version     integer     NOT NULL CHECK (version >= 1),
    changed_at  timestamptz NOT NULL,
    changed_by  text        NOT NULL,
    before_json json,
    after_json  json        NOT NULL
);

CREATE INDEX config_change_row ON config_change (kind, code, system_code, change_id);
