-- The master key that a delivery's payload is encrypted with; null for one in clear, as those are that were accepted before, until a rotation encrypts them.
ALTER TABLE delivery_content ADD COLUMN payload_key_id text COLLATE "C";

-- Payloads are counted and brought to another master key by this; erased ones need none.
CREATE INDEX delivery_payload_key ON delivery_content (payload_key_id, delivery_id) WHERE erased_at IS NULL;
