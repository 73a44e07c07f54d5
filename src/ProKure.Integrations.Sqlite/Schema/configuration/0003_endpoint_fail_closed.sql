-- Endpoints that make no call while the log store itself cannot record it.
ALTER TABLE endpoint ADD COLUMN fail_closed INTEGER NOT NULL DEFAULT 0 CHECK (fail_closed IN (0, 1));
