-- How to find out what became of a call whose outcome nobody knows, and under which name a key goes to the other side. Null says nothing, so that the usual holds.
ALTER TABLE endpoint ADD COLUMN lookup TEXT CHECK (json_type(lookup) = 'object');
ALTER TABLE endpoint ADD COLUMN idempotency_header TEXT CHECK (idempotency_header <> '');
