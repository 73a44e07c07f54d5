-- Whether the other side may have the request of the last attempt, as far as it failed: null where it is not known.
ALTER TABLE delivery ADD COLUMN may_be_received boolean;
