-- Deliveries that are over are removed some time after their end; those of before it was kept count from when they were due last.
UPDATE delivery SET ended_at = not_before WHERE ended_at IS NULL AND state IN ('SUCCEEDED', 'DEAD', 'RESOLVED', 'CANCELLED');
CREATE INDEX delivery_ended ON delivery (ended_at) WHERE state IN ('SUCCEEDED', 'RESOLVED', 'CANCELLED');
CREATE INDEX replay_job_finished ON replay_job (finished_at) WHERE finished_at IS NOT NULL;
