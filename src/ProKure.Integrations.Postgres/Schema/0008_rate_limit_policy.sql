-- How much a system or an endpoint may be asked at a time, and when an endpoint is left alone because its system fails.
CREATE TABLE rate_limit_policy (
    code            config_code      PRIMARY KEY,
    requests        integer          CHECK (requests >= 1),
    period_ms       double precision NOT NULL CHECK (period_ms > 0),
    burst           integer          CHECK (burst >= 1),
    max_concurrency integer          CHECK (max_concurrency >= 1),
    max_wait_ms     double precision NOT NULL CHECK (max_wait_ms >= 0),
    version         integer          NOT NULL CHECK (version >= 1),
    changed_at      timestamptz      NOT NULL,
    changed_by      text             NOT NULL,
    CHECK (requests IS NOT NULL OR max_concurrency IS NOT NULL),
    CHECK (burst IS NULL OR requests IS NOT NULL)
);

ALTER TABLE external_system ADD COLUMN rate_limit_policy config_code REFERENCES rate_limit_policy (code);
ALTER TABLE endpoint
    ADD COLUMN rate_limit_policy config_code REFERENCES rate_limit_policy (code),
    ADD COLUMN circuit_breaker   json_object;
