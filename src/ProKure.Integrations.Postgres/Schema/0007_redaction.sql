-- Rules for what is not stored of exchanges, besides the defaults: fields, patterns, allowed headers.
ALTER TABLE organization ADD COLUMN redaction json_object NOT NULL DEFAULT '{}';
ALTER TABLE external_system ADD COLUMN redaction json_object NOT NULL DEFAULT '{}';
ALTER TABLE endpoint ADD COLUMN redaction json_object NOT NULL DEFAULT '{}';
