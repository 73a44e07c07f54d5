-- Summaries of some classes live shorter or longer than the months of the others; what is held stays.
ALTER TABLE request_summary ADD COLUMN retention_class TEXT;
ALTER TABLE request_summary ADD COLUMN legal_hold INTEGER NOT NULL DEFAULT 0 CHECK (legal_hold IN (0, 1));
CREATE INDEX request_summary_class ON request_summary (retention_class, started_at) WHERE retention_class IS NOT NULL;
CREATE INDEX request_summary_held ON request_summary (started_at) WHERE legal_hold = 1;
