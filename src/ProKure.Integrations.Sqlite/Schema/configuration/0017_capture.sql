-- How much of exchanges is stored, and the trace that stores everything for a while. Null says nothing, so that the usual holds.
ALTER TABLE external_system ADD COLUMN capture TEXT CHECK (json_type(capture) = 'object');
ALTER TABLE endpoint ADD COLUMN capture TEXT CHECK (json_type(capture) = 'object');
ALTER TABLE endpoint ADD COLUMN trace TEXT CHECK (json_type(trace) = 'object');
