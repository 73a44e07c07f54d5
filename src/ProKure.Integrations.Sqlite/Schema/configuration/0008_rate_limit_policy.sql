-- How much a system or an endpoint may be asked at a time, and when an endpoint is left alone because its system fails.
CREATE TABLE rate_limit_policy (
    code            TEXT    PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Z0-9_.-]*'),
    requests        INTEGER CHECK (requests >= 1),
    period_ms       REAL    NOT NULL CHECK (period_ms > 0),
    burst           INTEGER CHECK (burst >= 1),
    max_concurrency INTEGER CHECK (max_concurrency >= 1),
    max_wait_ms     REAL    NOT NULL CHECK (max_wait_ms >= 0),
    version         INTEGER NOT NULL CHECK (version >= 1),
    changed_at      INTEGER NOT NULL,
    changed_by      TEXT    NOT NULL,
    CHECK (requests IS NOT NULL OR max_concurrency IS NOT NULL),
    CHECK (burst IS NULL OR requests IS NOT NULL)
) STRICT;

ALTER TABLE external_system ADD COLUMN rate_limit_policy TEXT REFERENCES rate_limit_policy (code);
ALTER TABLE endpoint ADD COLUMN rate_limit_policy TEXT REFERENCES rate_limit_policy (code);
ALTER TABLE endpoint ADD COLUMN circuit_breaker TEXT CHECK (json_type(circuit_breaker) = 'object');
