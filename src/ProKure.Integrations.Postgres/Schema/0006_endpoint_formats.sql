-- How bodies are written and read, and what else a request needs: a group of settings a column. Null says nothing, so that the usual holds.
ALTER TABLE endpoint
    ADD COLUMN request_format  json_object,
    ADD COLUMN response_format json_object,
    ADD COLUMN soap            json_object,
    ADD COLUMN pagination      json_object,
    ADD COLUMN csrf            json_object;
