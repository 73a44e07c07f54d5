-- Systems take turns, urgent deliveries come first, those about one business entity come one after the other, and people act on them.
ALTER TABLE delivery
    ADD COLUMN position        bigint           GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN system_code     text COLLATE "C",
    ADD COLUMN priority        integer          NOT NULL DEFAULT 5 CHECK (priority BETWEEN 1 AND 9),
    ADD COLUMN order_key       text COLLATE "C",
    ADD COLUMN blocks_order    boolean          NOT NULL DEFAULT true,
    ADD COLUMN interruptions   integer          NOT NULL DEFAULT 0 CHECK (interruptions >= 0),
    ADD COLUMN lane            text             CHECK (lane IN ('THEIRS', 'OURS', 'CONFIGURATION')),
    ADD COLUMN error_type      text,
    ADD COLUMN error_message   text,
    ADD COLUMN fingerprint     text COLLATE "C",
    ADD COLUMN response_status integer,
    ADD COLUMN ended_at        timestamptz,
    ADD COLUMN cancel_asked    boolean          NOT NULL DEFAULT false,
    DROP CONSTRAINT delivery_state_check,
    ADD CHECK (state IN ('QUEUED', 'WAITING', 'RUNNING', 'SUCCEEDED', 'DEAD', 'RESOLVED', 'CANCELLED')),
    ADD CHECK (state <> 'WAITING' OR order_key IS NOT NULL);

UPDATE delivery SET system_code = c.system_code, lane = CASE delivery.state WHEN 'DEAD' THEN 'OURS' END
FROM delivery_content AS c WHERE c.delivery_id = delivery.id;

ALTER TABLE delivery ALTER COLUMN system_code SET NOT NULL;

ALTER TABLE delivery_content
    DROP COLUMN system_code,
    ADD COLUMN config_revision bigint NOT NULL DEFAULT 0,
    ADD COLUMN trace_parent    text,
    ADD COLUMN replay_of       uuid;

-- A lane is what waits of one system with one priority; the longest due is its first. What waits for another, and what ended, is in none.
DROP INDEX delivery_queued;
CREATE INDEX delivery_queued ON delivery (system_code, priority, not_before, id) WHERE state = 'QUEUED';
CREATE INDEX delivery_dead_system ON delivery (system_code, id) WHERE state = 'DEAD';
CREATE INDEX delivery_cancel ON delivery (lease_owner) WHERE cancel_asked;

-- Of those with the same order key one at a time has the turn; the others wait behind it in the order in which they were accepted.
CREATE UNIQUE INDEX delivery_turn ON delivery (order_key)
    WHERE order_key IS NOT NULL AND (state IN ('QUEUED', 'RUNNING') OR (state = 'DEAD' AND blocks_order));
CREATE INDEX delivery_waiting ON delivery (order_key, position) WHERE state = 'WAITING';

CREATE INDEX delivery_correlation ON delivery_content (correlation_id);
CREATE INDEX delivery_entity ON delivery_content (entity_id, entity_type) WHERE entity_id IS NOT NULL;

-- What people did to deliveries.
CREATE TABLE delivery_action (
    action_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery_id uuid        NOT NULL,
    action      text        NOT NULL,
    acted_at    timestamptz NOT NULL,
    actor       text        NOT NULL,
    note        text,
    replay_id   uuid
);

CREATE INDEX delivery_action_delivery ON delivery_action (delivery_id);

-- Replays of many dead letters.
CREATE TABLE replay_job (
    id                uuid        PRIMARY KEY,
    state             text        NOT NULL CHECK (state IN ('RUNNING', 'PAUSED', 'COMPLETED', 'ABORTED')),
    filter            json        NOT NULL,
    config            text        NOT NULL CHECK (config IN ('PINNED', 'LATEST')),
    accept_duplicates boolean     NOT NULL,
    rate              double precision NOT NULL CHECK (rate > 0),
    note              text,
    created_at        timestamptz NOT NULL,
    created_by        text        NOT NULL,
    total             integer     NOT NULL,
    replayed          integer     NOT NULL,
    skipped           integer     NOT NULL,
    after_id          uuid,
    finished_at       timestamptz,
    changed_by        text        NOT NULL,
    version           integer     NOT NULL
);

CREATE INDEX replay_job_open ON replay_job (id) WHERE state IN ('RUNNING', 'PAUSED');

-- The revision that a change made, so that what held at a revision can be found again; null for changes before this script.
ALTER TABLE config_change ADD COLUMN revision bigint;

-- How an endpoint's deliveries are ordered among others.
ALTER TABLE endpoint ADD COLUMN priority integer NOT NULL DEFAULT 5 CHECK (priority BETWEEN 1 AND 9);
ALTER TABLE endpoint ADD COLUMN order_by_entity json_object;
