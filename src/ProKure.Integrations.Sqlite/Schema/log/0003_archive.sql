-- The verified archive file that holds the document as it stands, and when the document came back from the archive.
ALTER TABLE integration_log ADD COLUMN archive_key TEXT;
ALTER TABLE integration_log ADD COLUMN restored_at INTEGER;

-- Documents of a class that no archive file holds.
CREATE INDEX integration_log_unarchived ON integration_log (retention_class, started_at) WHERE retention_class IS NOT NULL AND archive_key IS NULL;
