-- How much of exchanges is stored, and the trace that stores everything for a while. Null says nothing, so that the usual holds.
ALTER TABLE external_system ADD COLUMN capture json_object;
ALTER TABLE endpoint
    ADD COLUMN capture json_object,
    ADD COLUMN trace   json_object;
