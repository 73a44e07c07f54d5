-- How to find out what became of a call whose outcome nobody knows, and under which name a key goes to the other side. Null says nothing, so that the usual holds.
ALTER TABLE endpoint
    ADD COLUMN lookup             json_object,
    ADD COLUMN idempotency_header text CHECK (idempotency_header <> '');
