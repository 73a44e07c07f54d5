-- How long what is recorded of exchanges is kept; systems and endpoints name a class.
CREATE TABLE retention_class (
    code               TEXT    PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Z0-9_.-]*'),
    name               TEXT,
    log_days           INTEGER NOT NULL CHECK (log_days >= 1),
    metadata_days      INTEGER CHECK (metadata_days >= log_days),
    object_days        INTEGER CHECK (object_days BETWEEN 1 AND log_days),
    archive            INTEGER NOT NULL CHECK (archive IN (0, 1)),
    archive_after_days INTEGER NOT NULL CHECK (archive_after_days >= 1),
    archive_days       INTEGER CHECK (archive_days >= 1),
    version            INTEGER NOT NULL CHECK (version >= 1),
    changed_at         INTEGER NOT NULL,
    changed_by         TEXT    NOT NULL,
    CHECK (archive = 0 OR archive_after_days < log_days),
    CHECK (archive = 0 OR archive_days IS NULL OR archive_days >= log_days)
) STRICT;

ALTER TABLE external_system ADD COLUMN retention_class TEXT REFERENCES retention_class (code);
ALTER TABLE endpoint ADD COLUMN retention_class TEXT REFERENCES retention_class (code);
