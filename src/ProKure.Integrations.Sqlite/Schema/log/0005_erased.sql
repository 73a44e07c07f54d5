-- When an attempt's headers and bodies were erased on request.
ALTER TABLE integration_log ADD COLUMN erased_at INTEGER;
