-- Rules of meetings that were made in Slack, beside those of the configuration.

-- `meeting` is what a [[meetings]] table of the configuration says, as JSON. `revision` grows with each change, so that of two
-- people who change a rule at once the second is told.
CREATE TABLE meeting_rules (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    meeting    TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    made_at    TIMESTAMPTZ NOT NULL,
    changed_by TEXT,
    changed_at TIMESTAMPTZ,
    revision   BIGINT NOT NULL
);

-- The rules that are paused, of the configuration or made in Slack, by their name.
CREATE TABLE meeting_pauses (
    rule      TEXT PRIMARY KEY,
    paused_by TEXT NOT NULL,
    paused_at TIMESTAMPTZ NOT NULL
);
