-- The delivery that an attempt belongs to.
ALTER TABLE integration_log ADD COLUMN delivery_id BLOB CHECK (length(delivery_id) = 16);
