-- Which hub processes are alive, and which of them does the work that only one may do. All times are this server's.
CREATE TABLE hub_instance (
    instance_id  text COLLATE "C" PRIMARY KEY,
    host         text        NOT NULL,
    process_id   integer     NOT NULL,
    version      text        NOT NULL,
    started_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL
);

CREATE TABLE hub_lease (
    role        text COLLATE "C" PRIMARY KEY,
    instance_id text COLLATE "C" NOT NULL,
    until       timestamptz      NOT NULL
);
