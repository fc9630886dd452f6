-- What customers said, where it was sent, and what was posted about it.

CREATE TABLE responses (
    id                 TEXT PRIMARY KEY,
    source             TEXT NOT NULL,
    external_id        TEXT NOT NULL,
    kind               TEXT NOT NULL,
    score              DOUBLE PRECISION,
    scale_min          DOUBLE PRECISION,
    scale_max          DOUBLE PRECISION,
    low_is_good        BOOLEAN NOT NULL,
    score_class        TEXT,
    comment            TEXT,
    language           TEXT,
    respondent_key     TEXT,
    respondent_name    TEXT,
    respondent_company TEXT,
    consent            TEXT NOT NULL,
    answered_at        TIMESTAMPTZ NOT NULL,
    updated_at         TIMESTAMPTZ NOT NULL,
    received_at        TIMESTAMPTZ NOT NULL,
    state              TEXT NOT NULL,
    excluded           TEXT,
    url                TEXT,
    survey             TEXT,
    touchpoint         TEXT,
    tags               TEXT NOT NULL,
    segment            TEXT NOT NULL,
    named_department   TEXT,
    raw                TEXT,
    fingerprint        TEXT NOT NULL,
    revision           BIGINT NOT NULL,
    UNIQUE (source, external_id)
);
CREATE INDEX responses_answered_at ON responses (answered_at);
CREATE INDEX responses_respondent ON responses (respondent_key) WHERE respondent_key IS NOT NULL;

-- The first level of de-duplication: deliveries that were seen.
CREATE TABLE deliveries (
    source      TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (source, delivery_id)
);
CREATE INDEX deliveries_received_at ON deliveries (received_at);

-- Which departments a response concerns, and why.
CREATE TABLE assignments (
    response_id TEXT NOT NULL REFERENCES responses (id),
    department  TEXT NOT NULL,
    reasons     TEXT NOT NULL,
    assigned_at TIMESTAMPTZ NOT NULL,
    assigned_by TEXT,
    ended_at    TIMESTAMPTZ,
    PRIMARY KEY (response_id, department)
);
CREATE INDEX assignments_department ON assignments (department, assigned_at);

-- Corrections of the routing by staff, in the order in which they were made.
CREATE TABLE corrections (
    id              TEXT PRIMARY KEY,
    response_id     TEXT NOT NULL REFERENCES responses (id),
    from_department TEXT,
    to_department   TEXT,
    corrected_by    TEXT NOT NULL,
    note            TEXT,
    corrected_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX corrections_response ON corrections (response_id);

-- A response in a channel: as a message of its own (the outbox row message_id), or in the digest.
-- What no department was found for stands under `triage`.
CREATE TABLE posts (
    id          TEXT PRIMARY KEY,
    response_id TEXT NOT NULL REFERENCES responses (id),
    department  TEXT NOT NULL,
    lane        TEXT NOT NULL,
    state       TEXT NOT NULL,
    message_id  TEXT,
    local_day   TEXT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    UNIQUE (response_id, department)
);
CREATE INDEX posts_message ON posts (message_id);
CREATE INDEX posts_of_a_day ON posts (department, local_day);
CREATE INDEX posts_waiting ON posts (department, created_at) WHERE state = 'digest';

-- Reactions of staff on our own posts. The post is the outbox row that Slack gave channel and ts.
CREATE TABLE reactions (
    channel    TEXT NOT NULL,
    message_ts TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    emoji      TEXT NOT NULL,
    reacted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (channel, message_ts, user_id, emoji)
);

-- Messages to Slack, each written in the transaction of its cause.
CREATE TABLE outbox (
    id         TEXT PRIMARY KEY,
    lane       TEXT NOT NULL,
    operation  TEXT NOT NULL,
    payload    TEXT NOT NULL,
    target     TEXT,
    dedup_key  TEXT NOT NULL UNIQUE,
    due_at     TIMESTAMPTZ NOT NULL,
    state      TEXT NOT NULL,
    attempts   BIGINT NOT NULL,
    sending_at TIMESTAMPTZ,
    channel    TEXT,
    message_ts TEXT,
    error      TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    done_at    TIMESTAMPTZ
);
CREATE INDEX outbox_open ON outbox (lane, due_at, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_unclear ON outbox (state, id) WHERE state IN ('failed', 'uncertain');
CREATE INDEX outbox_message ON outbox (message_ts, channel);

-- One message in flight per channel, over all replicas.
CREATE TABLE lanes (
    lane        TEXT PRIMARY KEY,
    next_at     TIMESTAMPTZ NOT NULL,
    lease_until TIMESTAMPTZ,
    owner       TEXT,
    channel     TEXT
);

-- Methods of Slack that asked us to wait.
CREATE TABLE method_pauses (
    method       TEXT PRIMARY KEY,
    paused_until TIMESTAMPTZ NOT NULL
);

-- What Slack delivered to us: a retry or a duplicate finds its key here.
CREATE TABLE inbound (
    dedup_key   TEXT PRIMARY KEY,
    received_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX inbound_received_at ON inbound (received_at);

-- Scheduled moments that were carried out, known by their local date and time.
CREATE TABLE occurrences (
    schedule   TEXT NOT NULL,
    place      TEXT NOT NULL,
    local_time TEXT NOT NULL,
    claimed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (schedule, place, local_time)
);

-- How far the timetable has looked, so that a restart finds what was missed.
CREATE TABLE timetable (
    name       TEXT PRIMARY KEY,
    looked_at  TIMESTAMPTZ NOT NULL
);

-- What a person or a channel chose: language.
CREATE TABLE preferences (
    owner TEXT NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner, name)
);
