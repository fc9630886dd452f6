-- Who asked to be forgotten: digests of respondents and of responses, so that a late delivery or a second
-- import does not bring them back. Nobody can be read out of a digest.
CREATE TABLE forgotten (
    digest       TEXT PRIMARY KEY,
    forgotten_at TIMESTAMPTZ NOT NULL
);

-- Whom a message in Slack speaks of: a response whose words it shows, or a colleague. The message is the
-- outbox row that posted it.
CREATE TABLE mentions (
    subject    TEXT NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (subject, message_id)
);
CREATE INDEX outbox_target ON outbox (target) WHERE target IS NOT NULL;

-- What was erased or handed out, when, and on whose order; never about whom.
CREATE TABLE privacy_acts (
    id         TEXT PRIMARY KEY,
    act        TEXT NOT NULL,
    ordered_by TEXT NOT NULL,
    acted_at   TIMESTAMPTZ NOT NULL,
    items      BIGINT NOT NULL,
    messages   BIGINT NOT NULL
);
