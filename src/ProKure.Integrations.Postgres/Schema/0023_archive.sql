-- Archive files and how far each is. What a file holds is known once it is verified.
CREATE TABLE archive_file (
    archive_key      text COLLATE "C" NOT NULL,
    retention_class  text COLLATE "C" NOT NULL,
    system_code      text COLLATE "C" NOT NULL,
    day              date             NOT NULL,
    part             integer          NOT NULL CHECK (part >= 1),
    state            text             NOT NULL CHECK (state IN ('WRITING', 'VERIFIED', 'MARKED', 'REMOVING', 'REMOVED')),
    changed_at       timestamptz      NOT NULL,
    fault            text,
    format           integer,
    documents        bigint,
    first_started_at timestamptz,
    last_started_at  timestamptz,
    bytes            bigint,
    sha256           text,
    file_bytes       bigint,
    file_sha256      text,
    index_sha256     text,
    PRIMARY KEY (day, retention_class, system_code, part),
    UNIQUE (archive_key),
    CHECK ((format IS NULL) = (state = 'WRITING'))
);

CREATE INDEX archive_file_open ON archive_file (state) WHERE state IN ('WRITING', 'VERIFIED', 'REMOVING');

-- Long bodies that documents in archive files refer to: they are kept as long as the file.
CREATE TABLE archive_body (
    body_key    text COLLATE "C" NOT NULL,
    archive_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (body_key, archive_key)
);

CREATE INDEX archive_body_file ON archive_body (archive_key);

-- Documents whose payloads were erased though archive files hold them.
CREATE TABLE archive_tombstone (
    request_id uuid        NOT NULL PRIMARY KEY,
    erased_at  timestamptz NOT NULL
);
