-- Rules for what is not stored of exchanges, besides the defaults: fields, patterns, allowed headers.
ALTER TABLE organization ADD COLUMN redaction TEXT NOT NULL DEFAULT '{}' CHECK (json_type(redaction) = 'object');
ALTER TABLE external_system ADD COLUMN redaction TEXT NOT NULL DEFAULT '{}' CHECK (json_type(redaction) = 'object');
ALTER TABLE endpoint ADD COLUMN redaction TEXT NOT NULL DEFAULT '{}' CHECK (json_type(redaction) = 'object');
