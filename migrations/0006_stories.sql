-- Customer stories: who told them, who let them through, who made them happen, where they stand.

-- `department` is that of the author, `departments` is a JSON list; empty means all. A row in state `draft` with `edit_of` holds the words
-- of an edit that was not saved yet. An empty text means that nothing was filled in.
CREATE TABLE stories (
    id            TEXT PRIMARY KEY,
    state         TEXT NOT NULL,
    author        TEXT NOT NULL,
    department    TEXT,
    team_id       TEXT,
    enterprise_id TEXT,
    response_id   TEXT REFERENCES responses (id),
    edit_of       TEXT REFERENCES stories (id),
    base_revision BIGINT NOT NULL,
    customer      TEXT NOT NULL,
    company       TEXT NOT NULL,
    consent       TEXT NOT NULL,
    happened      TEXT NOT NULL,
    outcome       TEXT NOT NULL,
    departments   TEXT NOT NULL,
    image_file    TEXT,
    image_alt     TEXT NOT NULL,
    publish_at    TIMESTAMPTZ,
    published_at  TIMESTAMPTZ,
    decided_by    TEXT,
    note          TEXT,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    revision      BIGINT NOT NULL
);
CREATE INDEX stories_author ON stories (author, state);
CREATE INDEX stories_state ON stories (state, publish_at);

-- The colleagues who made it happen, in the order in which they were named.
CREATE TABLE story_contributors (
    story_id   TEXT NOT NULL REFERENCES stories (id),
    user_id    TEXT NOT NULL,
    position   BIGINT NOT NULL,
    department TEXT,
    role       TEXT NOT NULL,
    PRIMARY KEY (story_id, user_id)
);
CREATE INDEX story_contributors_user ON story_contributors (user_id);

-- Where a story stands: the post of each department (`post`), and what each leader was asked (`ask`).
CREATE TABLE story_posts (
    id         TEXT PRIMARY KEY,
    story_id   TEXT NOT NULL REFERENCES stories (id),
    kind       TEXT NOT NULL,
    place      TEXT NOT NULL,
    lane       TEXT NOT NULL,
    state      TEXT NOT NULL,
    message_id TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (story_id, kind, place)
);
CREATE INDEX story_posts_message ON story_posts (message_id);

-- Who did what to a story, in order; never changed.
CREATE TABLE story_events (
    id       TEXT PRIMARY KEY,
    story_id TEXT NOT NULL REFERENCES stories (id),
    actor    TEXT NOT NULL,
    act      TEXT NOT NULL,
    note     TEXT,
    at       TIMESTAMPTZ NOT NULL
);
CREATE INDEX story_events_story ON story_events (story_id, id);

-- The story of the week, by the local time at which it is posted: what was chosen, and whether it was shown.
CREATE TABLE story_weeks (
    week       TEXT PRIMARY KEY,
    state      TEXT NOT NULL,
    kind       TEXT,
    subject    TEXT,
    people     BIGINT NOT NULL,
    swapped    BIGINT NOT NULL,
    decided_by TEXT,
    created_at TIMESTAMPTZ NOT NULL
);

-- What was swapped for something else in a week.
CREATE TABLE story_week_passed (
    week    TEXT NOT NULL REFERENCES story_weeks (week),
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (week, kind, subject)
);

-- What stands in Slack about a week: the preview (its place is the channel or person) and the posts (the
-- department).
CREATE TABLE story_week_posts (
    week       TEXT NOT NULL REFERENCES story_weeks (week),
    is_preview BOOLEAN NOT NULL,
    place      TEXT NOT NULL,
    lane       TEXT NOT NULL,
    state      TEXT NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (week, is_preview, place)
);
