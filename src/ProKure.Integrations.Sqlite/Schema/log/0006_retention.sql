-- What expires: documents of a class by their own expiry, the others by their age.
CREATE INDEX integration_log_expiry ON integration_log (retention_class, expires_at) WHERE retention_class IS NOT NULL;
CREATE INDEX integration_log_unclassed ON integration_log (created_at) WHERE retention_class IS NULL;

-- Long bodies, which are few.
CREATE INDEX log_request_object ON log_request (log_id) WHERE reference_store IS NOT NULL AND reference_store <> 'EXPIRED';
CREATE INDEX log_response_object ON log_response (log_id) WHERE reference_store IS NOT NULL AND reference_store <> 'EXPIRED';

-- What is held, which is little, to be found again when the hold is released.
CREATE INDEX integration_log_held ON integration_log (started_at) WHERE legal_hold = 1;
