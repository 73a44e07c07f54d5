-- How long what is recorded of exchanges is kept; systems and endpoints name a class.
CREATE TABLE retention_class (
    code               config_code PRIMARY KEY,
    name               text,
    log_days           integer     NOT NULL CHECK (log_days >= 1),
    metadata_days      integer     CHECK (metadata_days >= log_days),
    object_days        integer     CHECK (object_days BETWEEN 1 AND log_days),
    archive            boolean     NOT NULL,
    archive_after_days integer     NOT NULL CHECK (archive_after_days >= 1),
    archive_days       integer     CHECK (archive_days >= 1),
    version            integer     NOT NULL CHECK (version >= 1),
    changed_at         timestamptz NOT NULL,
    changed_by         text        NOT NULL,
    CHECK (NOT archive OR archive_after_days < log_days),
    CHECK (NOT archive OR archive_days IS NULL OR archive_days >= log_days)
);

ALTER TABLE external_system ADD COLUMN retention_class config_code REFERENCES retention_class (code);
ALTER TABLE endpoint ADD COLUMN retention_class config_code REFERENCES retention_class (code);
