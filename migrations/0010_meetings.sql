-- Meetings that teams already have, each with the customer on its agenda.

-- One meeting of a rule. `identity` is what it was first known by: the local time of its schedule, or the event of a calendar
-- with the moment at which it was first to start. So a restart, a repeated reading or a moved time is the same row.
CREATE TABLE meetings (
    id             TEXT PRIMARY KEY,
    rule           TEXT NOT NULL,
    identity       TEXT NOT NULL,
    calendar       TEXT,
    event          TEXT,
    original_start TIMESTAMPTZ,
    title          TEXT NOT NULL,
    starts_at      TIMESTAMPTZ NOT NULL,
    ends_at        TIMESTAMPTZ NOT NULL,
    post_at        TIMESTAMPTZ NOT NULL,
    department     TEXT NOT NULL,
    lane           TEXT NOT NULL,
    state          TEXT NOT NULL,
    why            TEXT,
    kind           TEXT,
    subject        TEXT,
    tone           TEXT,
    reason         TEXT,
    shown_at       TIMESTAMPTZ,
    message_id     TEXT,
    is_withdrawn   BOOLEAN NOT NULL,
    outcome        TEXT,
    decided_by     TEXT,
    is_asked       BOOLEAN NOT NULL,
    asked_id       TEXT,
    revision       BIGINT NOT NULL,
    UNIQUE (rule, identity)
);
CREATE INDEX meetings_due ON meetings (state, post_at);
CREATE INDEX meetings_lane ON meetings (lane, shown_at);
CREATE INDEX meetings_rule ON meetings (rule, starts_at);

-- What was swapped for something else on the agenda of a meeting.
CREATE TABLE meeting_passed (
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    PRIMARY KEY (meeting_id, kind, subject)
);

-- What people put on the agenda of a channel: an item, an action that was agreed, a note under one meeting. `meeting_id` is
-- the last meeting on whose agenda it stood; `carried` says how often it came back.
CREATE TABLE agenda_items (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    lane        TEXT NOT NULL,
    meeting_id  TEXT REFERENCES meetings (id),
    response_id TEXT REFERENCES responses (id),
    words       TEXT NOT NULL,
    added_by    TEXT NOT NULL,
    owner       TEXT,
    due_on      DATE,
    state       TEXT NOT NULL,
    carried     BIGINT NOT NULL,
    closed_by   TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    closed_at   TIMESTAMPTZ
);
CREATE INDEX agenda_items_lane ON agenda_items (lane, state);
CREATE INDEX agenda_items_meeting ON agenda_items (meeting_id);
CREATE INDEX agenda_items_response ON agenda_items (response_id);

-- How each calendar is: what its next reading begins from, when it was read, what is wrong with it and whether that was told.
CREATE TABLE calendars (
    id        TEXT PRIMARY KEY,
    kept      TEXT,
    rules     TEXT NOT NULL,
    events    BIGINT NOT NULL,
    whole_at  TIMESTAMPTZ,
    read_at   TIMESTAMPTZ,
    next_at   TIMESTAMPTZ NOT NULL,
    failures  BIGINT NOT NULL,
    error     TEXT,
    told_at   TIMESTAMPTZ
);

-- What was written into calendars, so that it can be taken out again. `original_start` is empty for a whole series.
CREATE TABLE calendar_writings (
    id             TEXT PRIMARY KEY,
    rule           TEXT NOT NULL,
    calendar       TEXT NOT NULL,
    event          TEXT NOT NULL,
    original_start TEXT NOT NULL,
    meeting_id     TEXT REFERENCES meetings (id),
    words          TEXT NOT NULL,
    state          TEXT NOT NULL,
    next_at        TIMESTAMPTZ NOT NULL,
    failures       BIGINT NOT NULL,
    error          TEXT,
    UNIQUE (calendar, event, original_start)
);

-- What the owner of a rule was told, once: `key` names the problem, and goes when it is over.
CREATE TABLE meeting_told (
    rule    TEXT NOT NULL,
    key     TEXT NOT NULL,
    told_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (rule, key)
);
