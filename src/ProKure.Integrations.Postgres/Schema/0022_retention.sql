-- Orders that records must not be removed. Placed and released, never removed. Null conditions count for everything.
CREATE TABLE legal_hold (
    id             uuid             PRIMARY KEY,
    request_id     uuid,
    correlation_id text COLLATE "C",
    entity_type    text COLLATE "C",
    entity_id      text COLLATE "C",
    system_code    text COLLATE "C",
    endpoint_code  text COLLATE "C",
    started_from   timestamptz,
    started_to     timestamptz,
    reason         text             NOT NULL CHECK (reason <> ''),
    placed_at      timestamptz      NOT NULL,
    placed_by      text             NOT NULL,
    released_at    timestamptz,
    released_by    text,
    cleared_at     timestamptz,
    CHECK (num_nonnulls(request_id, correlation_id, entity_type, entity_id, system_code, endpoint_code, started_from, started_to) > 0),
    CHECK ((released_at IS NULL) = (released_by IS NULL) AND (cleared_at IS NULL OR released_at IS NOT NULL))
);

-- Runs of retention with what they removed.
CREATE TABLE retention_run (
    id           uuid             PRIMARY KEY,
    is_dry_run   boolean          NOT NULL,
    requested_by text             NOT NULL,
    requested_at timestamptz      NOT NULL,
    status       text COLLATE "C" NOT NULL CHECK (status IN ('REQUESTED', 'RUNNING', 'DONE', 'FAILED', 'INTERRUPTED')),
    instance_id  text,
    started_at   timestamptz,
    ended_at     timestamptz,
    fault        text,
    report       json             NOT NULL CHECK (json_typeof(report) = 'object')
);

-- Summaries of some classes live shorter or longer than the months of the others; what is held stays.
ALTER TABLE integration_request_summary
    ADD COLUMN retention_class text COLLATE "C",
    ADD COLUMN legal_hold      boolean NOT NULL DEFAULT false;
CREATE INDEX integration_request_summary_class ON integration_request_summary (retention_class, started_at) WHERE retention_class IS NOT NULL;
CREATE INDEX integration_request_summary_held ON integration_request_summary (started_at) WHERE legal_hold;
