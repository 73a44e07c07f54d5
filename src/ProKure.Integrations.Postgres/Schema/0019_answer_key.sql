-- The master key that a kept answer needs, beside the answer: so that those of an old key can be counted, and encrypted anew. Answers that are there already name it
-- in their beginning: a form (1 for encrypted), the length of the id, the id.
ALTER TABLE idempotency_key ADD COLUMN answer_key_id text COLLATE "C" CHECK (answer_key_id IS NULL OR answer IS NOT NULL);

UPDATE idempotency_key SET answer_key_id = convert_from(substring(answer from 3 for get_byte(answer, 1)), 'UTF8') WHERE substring(answer from 1 for 1) = '\x01';

CREATE INDEX idempotency_key_answer ON idempotency_key (answer_key_id) WHERE answer_key_id IS NOT NULL;
