-- A message in the thread of another: the outbox row whose message begins the thread.
ALTER TABLE outbox ADD COLUMN thread_of TEXT;
CREATE INDEX outbox_thread ON outbox (thread_of) WHERE thread_of IS NOT NULL;

-- What is watched between the posts, for each department: a score on its scale (`nps 0:10`), or the
-- comments of dissatisfied customers (`comments`). The state is JSON.
CREATE TABLE watches (
    department TEXT NOT NULL,
    subject    TEXT NOT NULL,
    state      TEXT NOT NULL,
    PRIMARY KEY (department, subject)
);

-- Alarms that were told: one thread each, of which the outbox row message_id is the first message.
-- What was told stands there as JSON, without customers' words.
CREATE TABLE alarms (
    id         TEXT PRIMARY KEY,
    department TEXT NOT NULL,
    lane       TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state      TEXT NOT NULL,
    told       TEXT NOT NULL,
    seen_by    TEXT,
    opened_at  TIMESTAMPTZ NOT NULL,
    ended_at   TIMESTAMPTZ
);
-- A department has one thread at a time.
CREATE UNIQUE INDEX alarms_open ON alarms (department) WHERE state = 'open';

-- What scheduled posts said, so that figures which move afterwards can be marked as revised. Posts
-- are known by their outbox row, figures are JSON.
CREATE TABLE told_scores (
    message_id TEXT PRIMARY KEY,
    department TEXT NOT NULL,
    lane       TEXT NOT NULL,
    local_day  TEXT NOT NULL,
    figures    TEXT NOT NULL,
    told_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX told_scores_day ON told_scores (local_day);
