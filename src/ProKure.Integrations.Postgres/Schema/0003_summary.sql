-- One row per completed attempt, without bodies, kept by month: partitions are made ahead and on demand, and dropped when their month is over for good.
CREATE TABLE integration_request_summary (
    request_id        uuid             NOT NULL,
    correlation_id    text COLLATE "C" NOT NULL,
    parent_request_id uuid,
    system_code       text COLLATE "C" NOT NULL,
    endpoint_code     text COLLATE "C" NOT NULL,
    direction         text COLLATE "C" NOT NULL CHECK (direction IN ('OUTBOUND', 'INBOUND', 'WEBHOOK')),
    http_method       text,
    status            text COLLATE "C" NOT NULL CHECK (status IN ('SUCCESS', 'FAILED', 'TIMEOUT', 'CANCELLED', 'UNKNOWN')),
    response_status   integer,
    started_at        timestamptz      NOT NULL,
    duration_ms       double precision NOT NULL,
    request_bytes     bigint           NOT NULL,
    response_bytes    bigint,
    attempt_number    integer          NOT NULL,
    entity_type       text COLLATE "C",
    entity_id         text COLLATE "C",
    organization      text COLLATE "C",
    error_type        text COLLATE "C",
    error_fingerprint text COLLATE "C",
    PRIMARY KEY (request_id, started_at)
) PARTITION BY RANGE (started_at);

-- The README says which query each index serves.
CREATE INDEX integration_request_summary_started ON integration_request_summary (started_at);
CREATE INDEX integration_request_summary_system ON integration_request_summary (system_code, started_at);
CREATE INDEX integration_request_summary_correlation ON integration_request_summary (correlation_id);
CREATE INDEX integration_request_summary_entity ON integration_request_summary (entity_id, started_at) WHERE entity_id IS NOT NULL;
CREATE INDEX integration_request_summary_fingerprint ON integration_request_summary (error_fingerprint, started_at) WHERE error_fingerprint IS NOT NULL;

-- What happened at one endpoint in one minute. latency holds the counts of the histogram's 82 buckets.
CREATE TABLE request_metrics_minute (
    minute          timestamptz      NOT NULL CHECK (extract(epoch FROM minute) % 60 = 0),
    system_code     text COLLATE "C" NOT NULL,
    endpoint_code   text COLLATE "C" NOT NULL,
    direction       text COLLATE "C" NOT NULL CHECK (direction IN ('OUTBOUND', 'INBOUND', 'WEBHOOK')),
    success_count   bigint           NOT NULL CHECK (success_count >= 0),
    failed_count    bigint           NOT NULL CHECK (failed_count >= 0),
    timeout_count   bigint           NOT NULL CHECK (timeout_count >= 0),
    cancelled_count bigint           NOT NULL CHECK (cancelled_count >= 0),
    unknown_count   bigint           NOT NULL CHECK (unknown_count >= 0),
    latency         bigint[]         NOT NULL CHECK (cardinality(latency) = 82),
    PRIMARY KEY (minute, system_code, endpoint_code, direction)
) PARTITION BY RANGE (minute);
