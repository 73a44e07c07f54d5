-- How bodies are written and read, and what else a request needs: a group of settings a column. Null says nothing, so that the usual holds.
ALTER TABLE endpoint ADD COLUMN request_format TEXT CHECK (json_type(request_format) = 'object');
ALTER TABLE endpoint ADD COLUMN response_format TEXT CHECK (json_type(response_format) = 'object');
ALTER TABLE endpoint ADD COLUMN soap TEXT CHECK (json_type(soap) = 'object');
ALTER TABLE endpoint ADD COLUMN pagination TEXT CHECK (json_type(pagination) = 'object');
ALTER TABLE endpoint ADD COLUMN csrf TEXT CHECK (json_type(csrf) = 'object');
