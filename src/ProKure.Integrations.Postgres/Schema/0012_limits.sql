-- Limits that all hubs share. All times are this server's. Few rows, changed with every request to them: pages keep room for new versions.

-- A token bucket for each system and endpoint with a limit of requests in a time. granted is what the last request got.
CREATE TABLE rate_bucket (
    scope     text COLLATE "C" PRIMARY KEY,
    tokens    double precision NOT NULL,
    granted   integer          NOT NULL,
    filled_at timestamptz      NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- How many requests each hub may have under way, and could use. What a hub that died held is free when its time is up.
CREATE TABLE concurrency_lease (
    scope       text COLLATE "C" NOT NULL,
    instance_id text COLLATE "C" NOT NULL,
    slots       integer          NOT NULL CHECK (slots >= 0),
    wanted      integer          NOT NULL CHECK (wanted >= 0),
    until       timestamptz      NOT NULL,
    PRIMARY KEY (scope, instance_id)
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
