-- Thanks between colleagues. Rows are added, never changed or taken away: what became of a kudos stands
-- in kudos_events, and every balance is counted from these rows. Erasing a person replaces the name.

-- Who thanked for what. The departments are those of that day.
CREATE TABLE kudos (
    id               TEXT PRIMARY KEY,
    enterprise_id    TEXT,
    team_id          TEXT,
    giver            TEXT NOT NULL,
    giver_department TEXT,
    value            TEXT,
    message          TEXT NOT NULL,
    visibility       TEXT NOT NULL,
    occasion         TEXT NOT NULL,
    is_limited       BOOLEAN NOT NULL,
    link_kind        TEXT,
    link_id          TEXT,
    lane             TEXT,
    message_id       TEXT,
    local_day        TEXT NOT NULL,
    time_zone        TEXT NOT NULL,
    given_at         TIMESTAMPTZ NOT NULL
);
CREATE INDEX kudos_giver ON kudos (giver, given_at);
CREATE INDEX kudos_given_at ON kudos (given_at);
CREATE INDEX kudos_message ON kudos (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX kudos_link ON kudos (link_kind, link_id) WHERE link_id IS NOT NULL;

-- Who was thanked. `is_across`: the giver works in another department.
CREATE TABLE kudos_receivers (
    kudos_id   TEXT NOT NULL REFERENCES kudos (id),
    receiver   TEXT NOT NULL,
    department TEXT,
    is_across  BOOLEAN NOT NULL,
    PRIMARY KEY (kudos_id, receiver)
);
CREATE INDEX kudos_receivers_receiver ON kudos_receivers (receiver, kudos_id);

-- What happened to a kudos: give, endorse, unendorse, undo. The key is Slack's name of the event, or says
-- what can happen but once.
CREATE TABLE kudos_events (
    id          TEXT PRIMARY KEY,
    kudos_id    TEXT NOT NULL REFERENCES kudos (id),
    kind        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    reason      TEXT,
    event_key   TEXT NOT NULL UNIQUE,
    happened_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX kudos_events_kudos ON kudos_events (kudos_id, id);
CREATE INDEX kudos_undone ON kudos_events (kudos_id) WHERE kind = 'undo';

-- One row for each giver, locked while his limits are checked.
CREATE TABLE kudos_givers (
    giver TEXT PRIMARY KEY,
    turn  BIGINT NOT NULL
);
