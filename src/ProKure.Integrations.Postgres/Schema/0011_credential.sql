-- How the hub proves to other systems who it is. Settings can be read, secrets cannot: they are encrypted with a key of their own, which the master key wraps
-- whose id stands beside it. The audit trail holds fingerprints of secrets only.
CREATE TABLE credential (
    code         config_code PRIMARY KEY,
    system_code  config_code REFERENCES external_system (code) DEFERRABLE INITIALLY DEFERRED,
    name         text,
    type         text        NOT NULL,
    basic        json_object,
    api_key      json_object,
    oauth2       json_object,
    hmac         json_object,
    probe_path   text,
    key_id       text,
    wrapped_key  bytea,
    content      bytea,
    fingerprints json_object NOT NULL,
    version      integer     NOT NULL CHECK (version >= 1),
    changed_at   timestamptz NOT NULL,
    changed_by   text        NOT NULL,
    CHECK ((key_id IS NULL) = (wrapped_key IS NULL) AND (key_id IS NULL) = (content IS NULL))
);

ALTER TABLE external_system ADD COLUMN credential config_code REFERENCES credential (code);
ALTER TABLE endpoint ADD COLUMN credential config_code REFERENCES credential (code);

-- The tokens that credentials have at the moment, encrypted likewise: shared by all hubs, so that one asks and the others read.
CREATE TABLE credential_token (
    credential_code config_code PRIMARY KEY REFERENCES credential (code),
    version         bigint      NOT NULL CHECK (version >= 1),
    key_id          text        NOT NULL,
    wrapped_key     bytea       NOT NULL,
    content         bytea       NOT NULL,
    changed_at      timestamptz NOT NULL
);
